import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/certificates/certificate.ts";
import { coversHost } from "../../src/certificates/host-match.ts";
import { issuanceOf, limitAt } from "../../src/certificates/issuance.ts";
import { DAY, stageOf } from "../../src/certificates/lifetime.ts";
import { weaknesses } from "../../src/certificates/strength.ts";
import { issue, selfSigned } from "../support/certificates.ts";

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[A-Z ]+-----/g, ""), "base64");
}

const AUTHORITY = issue({ cn: "Example CA", ca: true });

describe("reading a certificate", () => {
  it.each(["rsa", "ec", "ed25519"] as const)("agrees with OpenSSL about an %s certificate", (kind) => {
    const { certificate } = selfSigned(["shop.example.com", "*.shop.example.com"], kind);
    const theirs = new X509Certificate(certificate);
    const ours = readCertificate(derOf(certificate));
    expect({
      names: ours?.names.dns.map((name) => `DNS:${name}`).join(", "),
      from: ours?.notBefore,
      to: ours?.notAfter,
      subject: ours?.subject.text,
      fingerprint: ours?.fingerprint,
      bits: ours?.key.bits ?? undefined,
    }).toEqual({
      names: theirs.subjectAltName,
      from: theirs.validFromDate.getTime(),
      to: theirs.validToDate.getTime(),
      subject: theirs.subject,
      fingerprint: theirs.fingerprint256.replaceAll(":", "").toLowerCase(),
      bits: theirs.publicKey.asymmetricKeyDetails?.modulusLength,
    });
  });

  it("gives null or a certificate for any bytes, and never throws", () => {
    const whole = derOf(AUTHORITY.certificate);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readCertificate(changed);
        readCertificate(whole.subarray(0, length));
      }),
    );
    expect(readCertificate(Buffer.alloc(0))).toBeNull();
    expect(readCertificate(whole.subarray(0, -1))).toBeNull();
  });
});

describe("the names of a certificate (RFC 9525)", () => {
  it.each([
    { names: ["shop.example.com"], host: "SHOP.example.com.", covers: true },
    { names: ["*.example.com"], host: "shop.example.com", covers: true },
    { names: ["*.example.com"], host: "example.com", covers: false },
    { names: ["*.example.com"], host: "a.shop.example.com", covers: false },
    { names: ["*.example.com"], host: "*.example.com", covers: true },
    { names: ["shop.example.com"], host: "*.example.com", covers: false },
    { names: ["f*.example.com"], host: "foo.example.com", covers: false },
    { names: ["*.com"], host: "example.com", covers: false },
    { names: ["10.0.0.1"], host: "10.0.0.1", covers: false },
    { names: [], host: "shop.example.com", covers: false },
  ])("$names and $host: $covers", ({ names, host, covers }) => {
    const certificate = readCertificate(derOf(issue({ cn: "shop.example.com", names }).certificate));
    expect(certificate !== null && coversHost(certificate, host)).toBe(covers);
  });
});

describe("how long a public CA may issue for", () => {
  it.each([
    ["2026-03-14", 398],
    ["2026-03-15", 200],
    ["2027-03-14", 200],
    ["2027-03-15", 100],
    ["2029-03-14", 100],
    ["2029-03-15", 47],
  ])("on %s: %d days", (day, days) => {
    expect(limitAt(Date.parse(day))?.days).toBe(days);
  });

  it("knows a public CA by both of its marks alone", () => {
    const of = (wanted: Parameters<typeof issue>[0]): string | null => {
      const certificate = readCertificate(derOf(issue({ names: ["shop.example.com"], ...wanted }).certificate));
      return certificate === null ? null : issuanceOf(certificate);
    };
    expect([of({ by: AUTHORITY, public: true }), of({ by: AUTHORITY }), of({})]).toEqual(["public", "private", "own"]);
  });
});

describe("the time to act", () => {
  const ending = (days: number, left: number): string =>
    stageOf({ notBefore: 0, notAfter: days * DAY }, (days - left) * DAY).stage;

  it.each([
    [90, 31, "valid"],
    [90, 29, "ending"],
    [47, 16, "valid"],
    [47, 15, "ending"],
    [6, 3, "valid"],
    [6, 1, "ending"],
    [3650, 31, "valid"],
    [90, -1, "over"],
    [90, 91, "future"],
  ])("of one for %d days with %d left: %s", (days, left, stage) => {
    expect(ending(days, left)).toBe(stage);
  });

  it("never comes where the time is not known", () => {
    expect(stageOf({ notBefore: 0, notAfter: 0 }, null).stage).toBe("valid");
  });
});

it("finds short keys weak, and no key of usual ones", () => {
  const of = (bits: number): string[] => {
    const certificate = readCertificate(derOf(issue({ names: ["shop.example.com"], bits }).certificate));
    return certificate === null ? [] : weaknesses(certificate);
  };
  expect([of(1024), of(2048)]).toEqual([["an RSA key of 1024 bits"], []]);
});
