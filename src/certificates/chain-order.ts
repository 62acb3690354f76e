import type { Certificate } from "./certificate.ts";
import { isSelfIssued } from "./issuance.ts";
import type { Chain } from "./read-entry.ts";

/** How the certificates that are sent beside a leaf fit together. */
export interface ChainOrder {
  /** The leaf, then each with the one that issued it. */
  readonly path: Chain;
  /** All of the path is there, and something else stands between. */
  readonly outOfOrder: boolean;
  /** Certificates that the path does not need. */
  readonly unrelated: Chain;
  /** The path ends in a certificate that is signed with its own key, which clients have anyway. */
  readonly withRoot: boolean;
  /** Who issued the last of the path, where that one is not in the text and the path has no root; null with one. */
  readonly missing: string | null;
}

/** @param chain as in a `tls.crt`, with a leaf first. RFC 8446, 4.4.2: each certificate certifies the one before it. */
export function chainOrder(chain: Chain): ChainOrder {
  const [leaf, ...others] = chain;
  if (leaf === undefined) return { path: [], outOfOrder: false, unrelated: [], withRoot: false, missing: null };
  const path = [leaf];
  const left = [...others];
  let outOfOrder = false;
  for (let last = leaf; !isSelfIssued(last); ) {
    const index = left.findIndex((candidate) => mayHaveIssued(candidate, last));
    const [next] = index < 0 ? [] : left.splice(index, 1);
    if (next === undefined) break;
    if (index > 0) outOfOrder = true;
    path.push(next);
    last = next;
  }
  const last = path.at(-1) ?? leaf;
  const withRoot = isSelfIssued(last);
  return { path, outOfOrder, unrelated: left, withRoot, missing: withRoot ? null : last.issuer.text };
}

/** By the names, and by the key identifiers where both have one. Signatures are another question. */
function mayHaveIssued(issuer: Certificate, issued: Certificate): boolean {
  if (issuer.subject.key !== issued.issuer.key) return false;
  return issued.authorityKey === null || issuer.subjectKey === null || issued.authorityKey === issuer.subjectKey;
}
