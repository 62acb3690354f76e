import { describe, expect, it } from "vitest";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { grants, rule } from "./reader-worlds.ts";
import { binding, clusterRole, inventoryOf, type Manifest, role } from "./support.ts";

function issuer(kind: "Issuer" | "ClusterIssuer", spec: Manifest): Manifest {
  const metadata = kind === "Issuer" ? { name: "ca", namespace: "shop" } : { name: "ca" };
  return { apiVersion: "cert-manager.io/v1", kind, metadata, spec };
}

function certificate(kind: string, fields: Manifest = {}): Manifest {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "web", namespace: "shop" },
    spec: { secretName: "web-tls", dnsNames: ["shop.example.com"], issuerRef: { kind, name: "ca", ...fields } },
  };
}

const REQUESTS = rule("create,get cert-manager.io certificaterequests");

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** What mallory's way and conditions say; null where he can have no such certificate. */
  readonly says: string | null;
}

const CLUSTER = [certificate("ClusterIssuer"), issuer("ClusterIssuer", { ca: {} })];

const CASES: readonly Case[] = [
  {
    what: "requests in any namespace of a ClusterIssuer",
    objects: [...CLUSTER, ...grants("pay", REQUESTS)],
    says: "the issuer signs it (ClusterIssuer ca)",
  },
  {
    what: "requests in another namespace than the Issuer's",
    objects: [certificate("Issuer"), issuer("Issuer", { ca: {} }), ...grants("pay", REQUESTS)],
    says: null,
  },
  {
    what: "requests in the Issuer's namespace",
    objects: [certificate("Issuer"), issuer("Issuer", { ca: {} }), ...grants("shop", REQUESTS)],
    says: "the issuer signs it (Issuer shop/ca)",
  },
  {
    what: "requests that one cannot read back",
    objects: [...CLUSTER, ...grants("pay", rule("create cert-manager.io certificaterequests"))],
    says: null,
  },
  {
    what: "a self-signed certificate, which nobody trusts",
    objects: [certificate("ClusterIssuer"), issuer("ClusterIssuer", { selfSigned: {} }), ...grants("pay", REQUESTS)],
    says: null,
  },
  {
    what: "an issuer that has the name proved",
    objects: [certificate("ClusterIssuer"), issuer("ClusterIssuer", { acme: {} }), ...grants("pay", REQUESTS)],
    says: "the challenge for the name is solved for the new request too",
  },
  {
    what: "an issuer that is not in the input",
    objects: [certificate("ClusterIssuer"), ...grants("pay", REQUESTS)],
    says: "which is not in the input",
  },
  {
    what: "an issuer of another group",
    objects: [certificate("ClusterIssuer", { group: "awspca.cert-manager.io" }), ...grants("pay", REQUESTS)],
    says: null,
  },
  {
    what: "Certificates whose Secrets one reads",
    objects: [...CLUSTER, ...grants("pay", rule("create cert-manager.io certificates"), rule("get core secrets"))],
    says: "has a Certificate of its own issued",
  },
  {
    what: "Certificates whose Secrets one does not read",
    objects: [...CLUSTER, ...grants("pay", rule("create cert-manager.io certificates"))],
    says: null,
  },
  {
    what: "Ingresses whose Secrets one reads",
    objects: [...CLUSTER, ...grants("pay", rule("create networking.k8s.io ingresses"), rule("get core secrets"))],
    says: "for an Ingress of its own",
  },
  {
    what: "whoever has tokens of somebody who requests",
    objects: [
      ...CLUSTER,
      ...grants("pay", rule("create core serviceaccounts/token")),
      clusterRole("requests", [REQUESTS]),
      binding("requests", "pay", "ClusterRole requests", ["ServiceAccount pay/app"]),
    ],
    says: "has a token issued, ServiceAccount pay/app has a certificate signed",
  },
  {
    what: "whoever has the key anyway",
    objects: [
      ...CLUSTER,
      ...grants("pay", REQUESTS),
      role("reads", [rule("get core secrets")]),
      binding("reads", "shop", "Role reads", ["User mallory"]),
    ],
    says: null,
  },
];

describe("another certificate for the names of a Secret's, by", () => {
  it.each(CASES)("$what", ({ objects, says }) => {
    const readers = new SecretReaders(inventoryOf(objects));
    const secret = { namespace: "shop", name: "web-tls" };
    const found = readers.imitators(secret).find(({ subject }) => subject.name === "mallory");
    expect(found === undefined).toBe(says === null);
    expect(`${found?.how} if ${found?.conditions?.join(", ")}`).toContain(says ?? "undefined");
    // It is another claim: he has not the key.
    const reads = readers.of(secret).some(({ subject }) => subject.name === "mallory");
    expect(reads && found !== undefined).toBe(false);
  });
});
