import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { deployment, rule } from "./reader-worlds.ts";
import { binding, clusterRole, inventoryOf, type Manifest, role, secretRule } from "./support.ts";

/** A route of shop that serves shop/web-tls, which cert-manager makes. */
const ROUTE: readonly Manifest[] = [
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations: { "cert-manager.io/cluster-issuer": "ca" } },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
  },
];

const READS = clusterRole("reads", [secretRule(["list"])]);

function everywhere(subject: string, ref = "ClusterRole reads"): Manifest {
  return binding("everywhere", null, ref, [subject]);
}

function inShop(subject: string, ref = "ClusterRole reads"): Manifest {
  return binding("in-shop", "shop", ref, [subject]);
}

const NGINX = deployment("edge", {
  serviceAccountName: "nginx",
  containers: [{ name: "controller", image: "registry.k8s.io/ingress-nginx/controller:v1.15.1" }],
});

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** `severity rule` of what is found. */
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  { what: "no role and no binding", objects: [], found: [] },
  { what: "what every API server makes", objects: [role("other", [])], found: [] },
  {
    what: "everybody who has logged in",
    objects: [READS, everywhere("Group system:authenticated")],
    found: ["error LH4001"],
  },
  { what: "anybody at all", objects: [READS, inShop("User system:anonymous")], found: ["error LH4001"] },
  {
    what: "every pod of another namespace",
    objects: [READS, inShop("Group system:serviceaccounts:ci")],
    found: ["error LH4001"],
  },
  {
    what: "everybody, where no key is",
    objects: [READS, binding("b", "pay", "ClusterRole reads", ["Group system:authenticated"])],
    found: [],
  },
  {
    what: "everybody, by edit, which also runs pods",
    objects: [inShop("Group system:authenticated", "ClusterRole edit")],
    found: ["error LH4001"],
  },
  {
    what: "everybody, by a role that nobody has made",
    objects: [inShop("Group system:authenticated", "Role gone")],
    found: [],
  },
  {
    what: "everybody by a way round",
    objects: [
      clusterRole("pods", [rule("create core pods")]),
      inShop("Group system:authenticated", "ClusterRole pods"),
    ],
    found: ["error LH4001"],
  },
  { what: "a group of people", objects: [READS, everywhere("Group developers")], found: [] },
  { what: "a user", objects: [READS, everywhere("User alice")], found: [] },
  { what: "a default account", objects: [READS, everywhere("ServiceAccount pay/default")], found: ["error LH4002"] },
  {
    what: "a default account whose token pods do not get by themselves",
    objects: [
      READS,
      everywhere("ServiceAccount pay/default"),
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default", namespace: "pay" },
        automountServiceAccountToken: false,
      },
    ],
    found: ["warning LH4002"],
  },
  {
    what: "a default account by a way round",
    objects: [
      clusterRole("pods", [rule("create core pods")]),
      inShop("ServiceAccount pay/default", "ClusterRole pods"),
    ],
    found: ["warning LH4002"],
  },
  {
    what: "an account, in the whole cluster",
    objects: [READS, everywhere("ServiceAccount ci/deployer")],
    found: ["warning LH4003"],
  },
  {
    what: "an account, in a namespace",
    objects: [READS, inShop("ServiceAccount ci/deployer")],
    found: ["warning LH4003"],
  },
  {
    what: "an account, in its own namespace",
    objects: [READS, inShop("ServiceAccount shop/app")],
    found: ["note LH4003"],
  },
  {
    what: "an account that may read the key by its name",
    objects: [
      role("one", [secretRule(["get"], { resourceNames: ["web-tls"] })]),
      inShop("ServiceAccount shop/app", "Role one"),
    ],
    found: [],
  },
  {
    what: "an account by a way round, as any deployer has one",
    objects: [
      clusterRole("pods", [rule("create core pods")]),
      inShop("ServiceAccount ci/deployer", "ClusterRole pods"),
    ],
    found: [],
  },
  {
    what: "an ingress controller, by its image",
    objects: [READS, everywhere("ServiceAccount edge/nginx"), NGINX],
    found: [],
  },
  {
    what: "cert-manager, by its name",
    objects: [READS, everywhere("ServiceAccount cert-manager/cert-manager")],
    found: [],
  },
  {
    what: "two lines of one binding",
    objects: [READS, binding("both", null, "ClusterRole reads", ["ServiceAccount ci/a", "ServiceAccount ci/b"])],
    found: ["warning LH4003", "warning LH4003"],
  },
];

function findings(objects: readonly Manifest[]) {
  return audit(inventoryOf([...ROUTE, ...objects]), { rules: ({ id }) => id.startsWith("LH4") }).findings;
}

describe("of the key of a route, an audit says who can obtain it:", () => {
  it.each(CASES)("$what", ({ objects, found }) => {
    expect(findings(objects).map(({ severity, rule: id }) => `${severity} ${id}`)).toEqual(found);
  });

  it("once for a grant, however many keys it is for", () => {
    const more = Array.from({ length: 20 }, (_, index): Manifest => {
      const copy: unknown = JSON.parse(
        JSON.stringify(ROUTE[0]).replaceAll("web", `web-${index}`).replaceAll("shop.example", `s${index}.example`),
      );
      return Object(copy);
    });
    const told = findings([...more, READS, everywhere("ServiceAccount ci/deployer")]);
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining("and 20 others among them")]);
  });

  it("with the line of the binding, and the rule that gives the right", () => {
    const [finding] = findings([READS, everywhere("Group system:authenticated")]);
    expect(finding?.object).toMatchObject({ kind: "ClusterRoleBinding", name: "everywhere" });
    expect(finding?.evidence.map(({ object, field }) => `${object?.kind} ${field}`)).toEqual([
      "ClusterRole rules[0]",
      "ClusterRoleBinding roleRef",
      "ClusterRoleBinding subjects[0]",
    ]);
  });
});
