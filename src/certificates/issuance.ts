import type { Certificate } from "./certificate.ts";
import { DAY } from "./lifetime.ts";

/**
 * Who issued a certificate, as far as the certificate says. `public`: a CA that browsers trust. `staging`: the test
 * CA of Let's Encrypt, which issues the same and which nobody trusts. `own`: it is signed with its own key.
 */
export type Issuance = "public" | "staging" | "own" | "private" | "unknown";

/**
 * A public CA marks what it issues: with a reserved policy identifier (Baseline Requirements, 7.1.6.1), and with the
 * timestamps of public logs that browsers demand. One of the two alone is not enough to say so.
 */
export function issuanceOf(certificate: Certificate): Issuance {
  if (isSelfIssued(certificate)) return "own";
  if (certificate.reissued) return "unknown";
  // Names of Let's Encrypt's staging hierarchy: letsencrypt.org/docs/staging-environment.
  if (/\(STAGING\)|^CN=Fake LE /.test(certificate.issuer.text)) return "staging";
  if (certificate.statesBaseline && certificate.logged) return "public";
  return certificate.statesBaseline || certificate.logged ? "unknown" : "private";
}

/** Its issuer is its subject, and no key identifier says otherwise. */
export function isSelfIssued({ subject, issuer, authorityKey, subjectKey }: Certificate): boolean {
  if (subject.key !== issuer.key) return false;
  return authorityKey === null || subjectKey === null || authorityKey === subjectKey;
}

export interface Limit {
  /** Days of 86,400 seconds; one second more is one day more. */
  readonly days: number;
  /** First day on which it holds, epoch milliseconds. */
  readonly from: number;
}

/** Baseline Requirements 6.3.2 (ballot SC-081v3, and SC-31 before it), by the day of issue, newest first. */
const LIMITS: readonly Limit[] = [
  { from: Date.UTC(2029, 2, 15), days: 47 },
  { from: Date.UTC(2027, 2, 15), days: 100 },
  { from: Date.UTC(2026, 2, 15), days: 200 },
  { from: Date.UTC(2020, 8, 1), days: 398 },
  { from: Date.UTC(2018, 2, 1), days: 825 },
];

/** How long a certificate of a public CA may be valid that is issued at a time; null before there was such a limit. */
export function limitAt(issued: number): Limit | null {
  return LIMITS.find(({ from }) => issued >= from) ?? null;
}

/**
 * The limit that the certificate after this one has, where this one, of a public CA, is valid for longer. By the end of
 * this one, the next has been issued.
 */
export function nextLimit(certificate: Certificate): Limit | null {
  const limit = limitAt(certificate.notAfter);
  if (limit === null || issuanceOf(certificate) !== "public") return null;
  return lifetimeDays(certificate) > limit.days ? limit : null;
}

/** Both ends are part of the validity. */
export function lifetimeDays({ notBefore, notAfter }: Pick<Certificate, "notBefore" | "notAfter">): number {
  return Math.ceil((notAfter - notBefore + 1000) / DAY);
}
