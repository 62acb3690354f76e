import { describe, expect, it } from "vitest";
import { selfSigned } from "../support/certificates.ts";
import { binding, clusterRole, role, secretRule } from "../access/support.ts";
import { folder, lasthop } from "./harness.ts";

const SECRETS = ["shop/web-tls", "shop/api-tls", "pay/pay-tls"].map((name) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { namespace: name.split("/")[0], name: name.split("/")[1] },
  type: "kubernetes.io/tls",
}));
const CERTIFICATE = {
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "next", namespace: "pay" },
  spec: { secretName: "next-tls" },
};
const OBJECTS = [
  ...SECRETS,
  CERTIFICATE,
  role("reader", [secretRule(["get"])]),
  binding("readers", "shop", "Role reader", ["User alice", "Group system:authenticated"]),
  clusterRole("runner", [{ apiGroups: [""], resources: ["pods"], verbs: ["create"] }]),
  binding("runners", "pay", "ClusterRole runner", ["ServiceAccount pay/ci"]),
];

async function whoCanRead(line: string, objects: readonly unknown[] = OBJECTS) {
  const path = folder({ "objects.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
  return await lasthop(["who-can-read", ...line.split(" ").filter(Boolean), "-f", path]);
}

describe("lasthop who-can-read", () => {
  it("lists TLS Secrets with equal readers together, those with the worst first, and those that will exist", async () => {
    const { out, code } = await whoCanRead("");
    expect(out.split("\n").filter((line) => /^\w/.test(line))).toEqual([
      "shop/api-tls, shop/web-tls",
      "pay/next-tls, pay/pay-tls",
    ]);
    expect(out).toContain("Group system:authenticated  asks for it (get)");
    expect(out).toMatch(
      /ServiceAccount pay\/ci {2}runs a pod that mounts it\n {25}if no admission policy forbids the pod/,
    );
    expect(out).not.toContain("system:masters");
    expect(code).toBe(0);
  });

  it("lists the expected ones when asked", async () => {
    expect((await whoCanRead("--all")).out).toMatch(/Group system:masters .*\n +expected: a platform administrator/);
  });

  it.each(["shop/web-tls", "web-tls -n shop"])("shows one Secret: %s", async (line) => {
    const { out } = await whoCanRead(line);
    expect(out).toContain("shop/web-tls\n  2 readers that nobody expects");
    expect(out).not.toContain("pay/");
  });

  it("shows the objects and lines with --why, as a tree", async () => {
    const { out } = await whoCanRead("shop/web-tls --why");
    expect(out).toMatch(/[`+]- User alice: asks for it \(get\)/);
    expect(out).toMatch(/objects\.json:\d+:\d+ Role shop\/reader rules\[0\]/);
    const pathless = (text: string): string => text.replaceAll(/\/\S*\/objects/g, "objects");
    expect(pathless((await whoCanRead("shop/web-tls -o tree")).out)).toBe(pathless(out));
  });

  it("turns it round with --subject, and counts the groups that one is in", async () => {
    expect((await whoCanRead("--subject system:serviceaccount:pay:ci")).out).toContain("pay/next-tls, pay/pay-tls");
    expect((await whoCanRead("--subject bob")).out).toMatch(
      /^shop\/api-tls, shop\/web-tls\n.*\n {2}Group system:authenticated/,
    );
    expect((await whoCanRead("--subject group:nobody")).out).toBe("no TLS Secret of the input that it can read\n");
  });

  it("prints JSON for programs", async () => {
    const secrets = JSON.parse((await whoCanRead("-o json")).out);
    const web = secrets.find(({ name }: { name: string }) => name === "web-tls");
    expect(web.readers[0]).toMatchObject({
      subject: { kind: "Group", namespace: null, name: "system:authenticated" },
      direct: true,
      verbs: ["get"],
      expected: null,
    });
    expect(web.readers.map(({ subject }: { subject: { name: string } }) => subject.name)).toContain(
      "legacy-service-account-token-cleaner",
    );
  });

  it("is also in the report of an audit, without what is the same in every cluster", async () => {
    const path = folder({ "objects.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: OBJECTS }) });
    const { secrets } = JSON.parse((await lasthop(["audit", path, "-o", "json"])).out);
    const web = secrets.find(({ name }: { name: string }) => name === "web-tls");
    expect(web.readers.map(({ subject }: { subject: { name: string } }) => subject.name)).toEqual([
      "system:authenticated",
      "alice",
      "system:masters",
    ]);
  });

  const ISSUED = { "cert-manager.io/cluster-issuer": "ca" };
  const MADE: readonly (readonly [string, unknown])[] = [
    ["a Certificate", CERTIFICATE],
    [
      "an Ingress with cert-manager's annotation",
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "next", namespace: "pay", annotations: ISSUED },
        spec: { tls: [{ hosts: ["a.example.com"], secretName: "next-tls" }] },
      },
    ],
    [
      "a Gateway with cert-manager's annotation",
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: "next", namespace: "pay", annotations: ISSUED },
        spec: {
          gatewayClassName: "envoy",
          listeners: [
            {
              name: "a",
              hostname: "a.example.com",
              port: 443,
              protocol: "HTTPS",
              tls: { certificateRefs: [{ name: "next-tls" }] },
            },
          ],
        },
      },
    ],
  ];
  it.each(MADE)("lists a Secret that %s will make", async (_, maker) => {
    const { out } = await whoCanRead("", [maker, ...OBJECTS.slice(-2)]);
    expect(out).toContain("pay/next-tls\n  not in the input: ");
    expect(out).toContain("ServiceAccount pay/ci");
  });

  it("lists those who read one of several Secrets with the same key for each of them", async () => {
    const { certificate } = selfSigned(["a.example.com"], "ec");
    const twins = ["shop", "pay"].map((namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { namespace, name: "twin" },
      type: "kubernetes.io/tls",
      data: { "tls.crt": Buffer.from(certificate).toString("base64") },
    }));
    const { out } = await whoCanRead("pay/twin", [...twins, ...OBJECTS.slice(4, 6)]);
    expect(out).toMatch(/User alice +reads another Secret with the same key \(Secret shop\/twin\)/);
  });

  it("counts apart those of whom the input cannot tell", async () => {
    const { out } = await whoCanRead("shop/web-tls", [...OBJECTS, binding("b", "shop", "Role gone", ["User carol"])]);
    expect(out).toContain("2 readers that nobody expects, 1 bound to a role that is not in the input");
  });

  it("keeps those apart who can only have another certificate for the same names", async () => {
    const issuer = {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name: "ca" },
      spec: { ca: {} },
    };
    const certificate = {
      ...CERTIFICATE,
      spec: { secretName: "next-tls", issuerRef: { kind: "ClusterIssuer", name: "ca" } },
    };
    const requests = {
      apiGroups: ["cert-manager.io"],
      resources: ["certificaterequests"],
      verbs: ["create", "get"],
    };
    const objects = [
      issuer,
      certificate,
      clusterRole("requests", [requests]),
      binding("requests", "team", "ClusterRole requests", ["User dave"]),
    ];
    const { out } = await whoCanRead("", objects);
    expect(out).toMatch(
      /0 readers that nobody expects.*\n {2}not this key, but another certificate for the same names: 1 can have one\n {2}User dave {2}has a certificate signed for a key of its own, the issuer signs it \(ClusterIssuer ca\)/,
    );
    const [next] = JSON.parse((await whoCanRead("-o json", objects)).out);
    expect(next.readers.map(({ subject }: { subject: { name: string } }) => subject.name)).not.toContain("dave");
    expect(next.imitators).toMatchObject([{ subject: { name: "dave" }, expected: null }]);
  });

  it("says where the input holds no such Secret", async () => {
    const { err, code } = await whoCanRead("shop/web-tsl");
    expect(err).toContain("no Secret shop/web-tsl");
    expect(err).toContain("did you mean shop/web-tls?");
    expect(code).toBe(2);
  });
});
