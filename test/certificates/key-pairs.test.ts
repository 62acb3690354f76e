import { describe, expect, it } from "vitest";
import { issue } from "../support/certificates.ts";
import { type Controller, CONTROLLERS, type Data, reportOf, secret, told } from "./served-by.ts";

const by = issue({ cn: "Example CA", ca: true });
const shop = issue({ names: ["shop.example.com"], by });
const other = issue({ names: ["other.example.com"], by });
const chain = shop.certificate + by.certificate;
const encrypted = shop.keys.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
const sec1 = shop.keys.privateKey.export({ type: "sec1", format: "pem" }).toString();
const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

const OWN = "LH1003 Clients get the controller's own certificate: Secret shop/shop-tls";
const REFUSED = "LH1015 The controller does not take this object: Secret shop/shop-tls";
const LISTENER = "LH7001 No certificate here: listener https is not served: Secret shop/shop-tls";
const SECRET = "LH5009 The Secret";

/** By whom it is told, and how; Contour hands a key of another certificate on, and Envoy refuses it. */
const TELLING: Readonly<Record<Controller, string>> = {
  "ingress-nginx": OWN,
  traefik: OWN,
  contour: REFUSED,
  "envoy-gateway": LISTENER,
  nobody: SECRET,
};

interface Case {
  readonly defect: string;
  readonly data: Data;
  readonly says: string;
  readonly mismatch?: true;
}

const CASES: readonly Case[] = [
  {
    defect: "the key of another certificate",
    data: { "tls.crt": chain, "tls.key": other.key },
    says: "has a private key that is not the certificate's",
    mismatch: true,
  },
  {
    defect: "the issuer before the leaf",
    data: { "tls.crt": by.certificate + shop.certificate, "tls.key": shop.key },
    says: "has the certificate of its private key after another one in tls.crt, where it has to be the first",
    mismatch: true,
  },
  {
    defect: "an encrypted key",
    data: { "tls.crt": chain, "tls.key": encrypted.toString() },
    says: "has a private key that is encrypted, which no controller opens",
  },
  {
    defect: "a key that is cut off",
    data: { "tls.crt": chain, "tls.key": shop.key.slice(0, 100) },
    says: "has a tls.key that cannot be read",
  },
  {
    defect: "the two entries swapped",
    data: { "tls.crt": shop.key, "tls.key": chain },
    says: "has no certificate in its tls.crt that can be read",
  },
  {
    defect: "another label",
    data: { "tls.crt": chain.replaceAll("CERTIFICATE", "X509 CERTIFICATE"), "tls.key": shop.key },
    says: "has no certificate in its tls.crt that can be read",
  },
  {
    defect: "a certificate whose DER is cut off",
    data: { "tls.crt": `${shop.certificate.slice(0, 93)}\n-----END CERTIFICATE-----\n`, "tls.key": shop.key },
    says: "has no certificate in its tls.crt that can be read",
  },
  { defect: "an empty key", data: { "tls.crt": chain, "tls.key": "" }, says: "has no tls.key" },
];

describe.each(CONTROLLERS)("a pair that does not work, behind %s", (controller) => {
  it.each(CASES)("$defect", ({ data, says, mismatch }) => {
    const handedOn = controller === "contour" && mismatch === true;
    const dead = `LH1006 The redirect leads nowhere: Secret shop/shop-tls ${says}: every handshake fails`;
    expect(told(reportOf(controller, secret(data)))).toEqual([handedOn ? dead : `${TELLING[controller]} ${says}`]);
  });
});

describe.each(CONTROLLERS)("a pair that works, behind %s", (controller) => {
  it.each<[string, Data]>([
    ["PKCS 8", { "tls.crt": chain, "tls.key": shop.key }],
    ["SEC 1, after its parameters", { "tls.crt": chain, "tls.key": parameters + sec1 }],
    ["lines that end as on Windows", { "tls.crt": chain.replaceAll("\n", "\r\n"), "tls.key": shop.key }],
    ["words before the blocks", { "tls.crt": `Bag Attributes\n  friendlyName: shop\n${chain}`, "tls.key": shop.key }],
    ["the key before the certificate", { "tls.crt": shop.key + chain, "tls.key": shop.key }],
  ])("%s", (_, data) => {
    expect(told(reportOf(controller, secret(data)))).toEqual([]);
  });
});

describe("a Secret that is not where its route is", () => {
  const pair = { "tls.crt": chain, "tls.key": shop.key };

  it.each<[Controller, string]>([
    ["ingress-nginx", OWN],
    ["traefik", OWN],
    ["contour", REFUSED],
  ])("is named by %s", (controller, start) => {
    const report = reportOf(controller, secret(pair, { namespace: "certificates" }));
    expect(told(report)).toEqual([`${start} does not exist; there is one of that name in namespace certificates`]);
  });

  it("says under which names it holds what it holds", () => {
    const report = reportOf("ingress-nginx", secret({ "cert.pem": chain, "key.pem": shop.key }, { type: "Opaque" }));
    expect(told(report)).toEqual([`${OWN} has no tls.crt (it holds cert.pem, key.pem)`]);
  });

  it.each<[Controller, readonly string[]]>([
    ["ingress-nginx", []],
    ["traefik", []],
    ["contour", []],
    ["envoy-gateway", [`${LISTENER} is of type Opaque, not kubernetes.io/tls`]],
  ])("has another type: %s", (controller, wanted) => {
    expect(told(reportOf(controller, secret(pair, { type: "Opaque" })))).toEqual(wanted);
  });
});

describe("a Secret that is filled before it is applied", () => {
  it.each([
    ["SOPS", "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]"],
    ["envsubst", "${TLS_CRT}"],
    ["Argo CD's plug-in", "<path:secret/data/shop#tls>"],
    ["a template", "{{ .Values.crt }}"],
  ])("is not judged: %s", (_, value) => {
    for (const field of ["data", "stringData"]) {
      const filled = { ...secret({}), data: {}, [field]: { "tls.crt": value, "tls.key": value } };
      for (const controller of CONTROLLERS) expect(told(reportOf(controller, filled))).toEqual([]);
    }
  });
});

it("keeps nothing of a key in what it says of it", () => {
  for (const { data } of CASES) {
    const report = JSON.stringify(reportOf("ingress-nginx", secret(data)));
    for (const key of [shop.key, other.key, encrypted.toString()]) {
      expect(report).not.toContain(key.split("\n")[1]);
    }
  }
});
