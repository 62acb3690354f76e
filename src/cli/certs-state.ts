import { type Stage, span, stageOf } from "../certificates/lifetime.ts";
import type { CertificateRecord } from "../certificates/records.ts";

/** The worst that can be said of a certificate in a few words, and how soon somebody has to act: 0 is now. */
export interface CertificateState {
  readonly words: string;
  readonly rank: number;
}

const PAIRS: Readonly<Record<NonNullable<CertificateRecord["keyPair"]>, string | null>> = {
  usable: null,
  empty: "empty",
  "no-certificate": "no tls.crt",
  "no-key": "no tls.key",
  "unreadable-certificate": "tls.crt unreadable",
  "unreadable-key": "key unreadable",
  "encrypted-key": "key encrypted",
  "key-mismatch": "wrong key",
  "leaf-not-first": "leaf not first",
};

export function certificateState(record: CertificateRecord, now: number | null): CertificateState {
  const { seen, keyPair, stage, notAfter } = record;
  if (seen === "missing") return { words: "does not exist", rank: 0 };
  if (seen === "unseen") return { words: "not seen", rank: 4 };
  const pair = keyPair === null ? null : PAIRS[keyPair];
  const waits = keyPair === "empty" && record.namedBy.length === 0;
  if (pair !== null) return { words: pair, rank: waits ? 4 : 0 };
  const by = seen === "status" ? " (status)" : "";
  if (stage === "over") return { words: `expired${by}`, rank: 0 };
  if (stage === "future") return { words: `not yet valid${by}`, rank: 1 };
  if (now === null || notAfter === null) return { words: `no date given${by}`, rank: 3 };
  const issuer = stageOfIssuer(record, now);
  if (issuer?.stage === "over") return { words: "issuer expired", rank: 0 };
  const left = span(Date.parse(notAfter) - now);
  if (stage === "valid" && issuer?.stage === "ending") {
    return { words: `issuer ends in ${span(issuer.left)}`, rank: 2 };
  }
  return stage === "ending" ? { words: `ends in ${left}${by}`, rank: 2 } : { words: `${left} left${by}`, rank: 3 };
}

/** Of the issuer's certificate that is sent, where it ends before this one; null elsewhere. */
function stageOfIssuer({ chain: [issuer], notAfter }: CertificateRecord, now: number): Stage | null {
  if (issuer === undefined || issuer.notBefore === null || issuer.notAfter === null) return null;
  if (notAfter === null || issuer.notAfter >= notAfter) return null;
  return stageOf({ notBefore: Date.parse(issuer.notBefore), notAfter: Date.parse(issuer.notAfter) }, now);
}
