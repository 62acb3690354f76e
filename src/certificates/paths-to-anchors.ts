import type { Certificate } from "./certificate.ts";
import { isSelfIssued } from "./issuance.ts";
import { isSignedBy, issuedBy, namesIssuer } from "./issued-by.ts";
import type { Chain } from "./read-entry.ts";

/** From a leaf to a certificate that is trusted, each issued by the next. */
export type Path = readonly [Certificate, ...Certificate[]];

/** A hierarchy that signs each other round and round has more paths than anybody looks at. */
const MOST_PATHS = 64;
const LONGEST = 10;

/**
 * Every way from a leaf to one of the trusted certificates, through what is sent beside it and what is trusted.
 * @returns null where there are too many to look at
 */
export function pathsToAnchors(sent: Chain, trusted: Chain, endsAt: "any" | "root"): readonly Path[] | null {
  const [leaf] = sent;
  if (leaf === undefined) return [];
  const anchors = new Set(trusted.map(({ fingerprint }) => fingerprint));
  const pool = distinct([...sent.slice(1), ...trusted]);
  const found: Path[] = [];
  let isCut = false;
  const walk = (path: Path): void => {
    if (found.length > MOST_PATHS || path.length > LONGEST) {
      isCut = true;
      return;
    }
    const last = path.at(-1) ?? leaf;
    // OpenSSL goes by the names: that a trusted root signed itself is never checked.
    if (anchors.has(last.fingerprint) && (endsAt === "any" || namesIssuer(last, last))) found.push(path);
    if (isRoot(last)) return;
    for (const next of pool) {
      if (!path.some(({ fingerprint }) => fingerprint === next.fingerprint) && issuedBy(last, next))
        walk([...path, next]);
    }
  };
  walk([leaf]);
  return isCut ? null : found;
}

/** Signed with its own key, and not only named like its issuer. */
export function isRoot(certificate: Certificate): boolean {
  return isSelfIssued(certificate) && isSignedBy(certificate, certificate);
}

function distinct(chain: Chain): Chain {
  return [...new Map(chain.map((certificate) => [certificate.fingerprint, certificate])).values()];
}
