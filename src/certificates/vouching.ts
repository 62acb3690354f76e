import type { Verifier } from "../model/trust.ts";
import type { Certificate } from "./certificate.ts";
import { canBeChecked, isFitIssuer, isSignedBy, namesIssuer } from "./issued-by.ts";
import { day, stageOf } from "./lifetime.ts";
import { isRoot, type Path, pathsToAnchors } from "./paths-to-anchors.ts";
import type { Chain } from "./read-entry.ts";
import { weaknesses } from "./strength.ts";
import { hasName } from "./verified-names.ts";

/** A certificate, and those who are to vouch for it. */
export interface Question {
  /** As in `tls.crt`, the leaf first. */
  readonly sent: Chain;
  readonly trusted: Chain;
  /** Nobody else is trusted. */
  readonly whole: boolean;
  /** The certificate needs one of them; none where no name is checked. */
  readonly names: readonly string[];
  readonly verifier: Verifier;
  /** Epoch milliseconds; null where no time is known: then nothing is over. */
  readonly now: number | null;
}

export type Answer =
  | { readonly vouched: true; readonly anchor: Certificate; readonly name: string | null }
  /** `why` completes "it is refused: …". */
  | { readonly vouched: false; readonly because: "issuer" | "name" | "time"; readonly why: string };

/**
 * Whether the verifier takes the certificate, from the texts alone. Said only where every program of its kind would
 * say so: null for all that is unusual.
 */
export function vouching(question: Question): Answer | null {
  const { sent, trusted, verifier, now } = question;
  const [leaf] = sent;
  // What was issued anew for a redacted snapshot is signed by nobody.
  if (leaf === undefined || [...sent, ...trusted].some(({ reissued }) => reissued)) return null;
  const paths = pathsToAnchors(sent, trusted, verifier.anchors);
  if (paths === null) return null;
  const named = nameOf(question, leaf);
  const [path] = paths;
  // Envoy stays with the first way that it finds, be it a bad one beside a good one: measured.
  const isSure =
    paths.every((each) => isSound(each, verifier, now)) && !hasNamesakes(paths.flat(), [...sent, ...trusted]);
  if (path !== undefined && named.fits === true && isSure)
    return { vouched: true, anchor: path.at(-1) ?? leaf, name: named.name };
  return refusal(question, leaf, paths, named.fits === false);
}

interface Named {
  /** null where it cannot be told. */
  readonly fits: boolean | null;
  /** The one that fits; null where none is checked. */
  readonly name: string | null;
}

function nameOf({ names, verifier }: Question, leaf: Certificate): Named {
  if (names.length === 0) return { fits: true, name: null };
  const answers = names.map((name) => hasName(leaf, name, verifier.commonName));
  const name = names[answers.indexOf(true)];
  if (name !== undefined) return { fits: true, name };
  return { fits: answers.includes(null) ? null : false, name: null };
}

/**
 * Whether one of them seems to be the issuer of another by names and key identifiers, and has not signed it. OpenSSL
 * takes the first that seems to be, and looks no further.
 */
function hasNamesakes(path: Chain, all: Chain): boolean {
  return path.some((issued) =>
    all.some(
      (other) => other.fingerprint !== issued.fingerprint && isFitIssuer(issued, other) && !isSignedBy(issued, other),
    ),
  );
}

/** No verifier finds fault with it. */
function isSound(path: Path, { anchors, intermediates }: Verifier, now: number | null): boolean {
  const last = path.at(-1);
  if (anchors === "root" && last !== undefined && !isRoot(last)) return false;
  const between = path.length - 2;
  if (intermediates !== null && between > intermediates) return false;
  return path.every((certificate, index) => {
    const { stage } = stageOf(certificate, now);
    const issuer = path[index + 1] ?? (index === 0 ? certificate : null);
    return (
      (stage === "valid" || stage === "ending") &&
      (issuer === null || isFitIssuer(certificate, issuer)) &&
      !certificate.constrained &&
      isUsual(certificate) &&
      weaknesses(certificate).length === 0 &&
      (certificate.purposes === null || certificate.purposes.some((use) => use === "server" || use === "any")) &&
      (index === 0 || (certificate.ca === true && (certificate.pathLength ?? index) >= index - 1))
    );
  });
}

/** Keys that every TLS library takes in a certificate. */
function isUsual({ key }: Certificate): boolean {
  return key.kind === "RSA" || (key.kind === "EC" && (key.curve === "P-256" || key.curve === "P-384"));
}

function refusal(question: Question, leaf: Certificate, paths: readonly Path[], isUnnamed: boolean): Answer | null {
  const { whole, names, verifier, now } = question;
  if (isUnnamed) {
    const has = namesIn(leaf);
    const checked = names.length === 1 ? names[0] : `one of ${names.join(", ")}`;
    return { vouched: false, because: "name", why: `it is for ${has}, and ${checked} is what is checked` };
  }
  if (stageOf(leaf, now).stage === "over")
    return { vouched: false, because: "time", why: `it ended on ${day(leaf.notAfter)}` };
  if (!whole) return null;
  if (paths.length === 0) return unissued(question, leaf);
  const faults = paths.map((path) => faultOf(path, verifier, now));
  const [first] = faults;
  return first === undefined || faults.includes(null) ? null : first;
}

/** What certainly is wrong with a path that does end at an anchor. */
function faultOf(path: Path, { intermediates }: Verifier, now: number | null): Answer | null {
  const over = path.find((certificate) => stageOf(certificate, now).stage === "over");
  if (over !== undefined)
    return {
      vouched: false,
      because: "time",
      why: `${over.subject.text}, which it rests on, ended on ${day(over.notAfter)}`,
    };
  const between = path.length - 2;
  if (intermediates === null || between <= intermediates) return null;
  const why = `${between} intermediates stand between it and the CA, and ${intermediates} may`;
  return { vouched: false, because: "issuer", why };
}

/** Why no path leads to an anchor; null where a signature cannot be checked here. */
function unissued({ sent, trusted, verifier }: Question, leaf: Certificate): Answer | null {
  const of = (why: string): Answer => ({ vouched: false, because: "issuer", why });
  const alone = verifier.anchors === "root" ? pathsToAnchors(sent, trusted, "any") : [];
  const [short] = alone ?? [];
  if (alone === null) return null;
  if (short !== undefined) {
    const held = (short.at(-1) ?? leaf).subject.text;
    return of(`the CA bundle holds ${held} and not the root above it, without which nothing is accepted`);
  }
  const pairs = sent.flatMap((issued) =>
    trusted.filter((issuer) => namesIssuer(issued, issuer)).map((issuer) => ({ issued, issuer })),
  );
  if (pairs.some(({ issued, issuer }) => !canBeChecked(issued, issuer))) return null;
  const [namesake] = pairs;
  if (namesake !== undefined)
    return of(`${namesake.issuer.subject.text} of the CA bundle has another key than the one that signed it`);
  const [first, ...others] = trusted.map(({ subject }) => subject.text);
  const held = others.length === 0 ? first : `${trusted.length} others`;
  return of(`it was issued by ${leaf.issuer.text}, and the CA bundle holds ${held ?? "nothing"}`);
}

function namesIn({ names, subject }: Certificate): string {
  const [first, ...others] = [...names.dns, ...names.addresses, ...names.others];
  if (first !== undefined) return others.length === 0 ? first : `${first} and ${others.length} more`;
  return subject.commonName === null ? "no name" : `the common name ${subject.commonName} alone`;
}
