import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateRecords } from "../../src/certificates/records.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import { issue } from "../support/certificates.ts";
import { reportOf, secret, told } from "./served-by.ts";

type Issued = ReturnType<typeof issue>;

const root = issue({ cn: "Root", ca: true });
const ca = (cn: string, by: Issued, to = "20350101"): Issued => issue({ cn, ca: true, by, to });
const leafOf = (by: Issued, more: Partial<Parameters<typeof issue>[0]> = {}): Issued =>
  issue({ names: ["shop.example.com"], by, from: "20260101", to: "20270101", ...more });

/** Findings of a chain that ingress-nginx serves on 2026-06-01, the leaf first. */
function served(...chain: readonly Issued[]): string[] {
  const crt = chain.map(({ certificate }) => certificate).join("");
  return told(reportOf("ingress-nginx", secret({ "tls.crt": crt, "tls.key": chain[0]?.key ?? "" })));
}

describe("a chain as it is sent (RFC 5280, 6.1; RFC 8446, 4.4.2)", () => {
  const fine = ca("Issuer", root);
  const over = ca("Issuer that is over", root, "20260101");
  const soon = ca("Issuer that ends", root, "20260610");
  const underOver = ca("Issuer under one that is over", over);
  const expiredRoot = issue({ cn: "Root that is over", ca: true, to: "20260101" });

  it.each<[string, readonly Issued[], readonly string[]]>([
    ["is fine", [leafOf(fine), fine], []],
    ["may hold its root", [leafOf(fine), fine, root], []],
    ["may lack the issuer of a private CA", [leafOf(fine)], []],
    [
      "holds an issuer that is over",
      [leafOf(over), over],
      ["LH5001 The certificate of the issuer, which is sent with it, ended on 2026-01-01"],
    ],
    [
      "holds one further up that is over",
      [leafOf(underOver), underOver, over],
      [
        "LH5001 A certificate that is sent with it ended on 2026-01-01, and clients that know no other way to a root refuse: CN=Issuer that is over",
      ],
    ],
    [
      "holds an issuer that ends before the leaf",
      [leafOf(soon), soon],
      [
        "LH5002 The issuer's certificate, which is sent with it, ends on 2026-06-10, in 9 days; this one only on 2027-01-01",
      ],
    ],
    [
      "ends with its issuer",
      [leafOf(soon, { to: "20260609" }), soon],
      [
        "LH5002 The certificate ends on 2026-06-09, in 8 days, and nobody is known to renew it (alarm at 30 days of a life of 159 days)",
      ],
    ],
    [
      "holds one that is over and no part of it",
      [leafOf(fine), fine, expiredRoot],
      ["LH5006 1 of the certificates after the leaf did not issue it or one of its issuers"],
    ],
    ["is out of order", [leafOf(fine), root, fine], ["LH5006 The certificates after the leaf are out of order"]],
    [
      "lacks the issuer of a public CA",
      [leafOf(fine, { public: true, from: "20260401", to: "20260930" })],
      ["LH5005 The certificate is sent without its issuer's: CN=Issuer"],
    ],
    [
      "demands a staple that nobody gives",
      [leafOf(fine, { mustStaple: { responder: null } }), fine],
      ["LH5015 The certificate demands a stapled OCSP answer and names no responder to have it from"],
    ],
    ["demands a staple", [leafOf(fine, { mustStaple: { responder: "http://ocsp.example.com" } }), fine], []],
  ])("%s", (_, chain, wanted) => {
    expect(served(...chain)).toEqual(wanted);
  });
});

it("reads whatever stands in a Secret, and never fails", () => {
  const leaf = leafOf(root);
  const piece = fc.oneof(
    fc.constantFrom(
      leaf.certificate,
      root.certificate,
      leaf.key,
      "-----BEGIN CERTIFICATE-----",
      "-----END CERTIFICATE-----",
    ),
    fc
      .tuple(fc.nat(leaf.certificate.length), fc.nat(60))
      .map(([at, cut]) => leaf.certificate.slice(0, at) + leaf.certificate.slice(at + cut)),
    fc.string({ maxLength: 40 }),
    fc.constant("A".repeat(70_000)),
  );
  const content = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("\n"));
  fc.assert(
    fc.property(content, content, (crt, key) => {
      const object = secret({ "tls.crt": crt, "tls.key": key });
      reportOf("nobody", object);
      const inventory = new Inventory(readText(JSON.stringify(object), "secret.json"));
      expect(certificateRecords(inventory, [], Date.parse("2026-06-01"))).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});
