import type { Route } from "../model/report.ts";
import type { Known, ShownCertificate } from "./contract.ts";
import type { Draft } from "./outcome.ts";

/** The certificate that was shown beside the one that was predicted. */
export function compareCertificate(
  { client }: Route,
  shown: ShownCertificate | null,
  stranger: ShownCertificate | null,
  known: Known["certificates"],
): Draft | null {
  if (client.https === "refused") return null;
  if (shown === null) return null;
  const holders = known.filter(({ fingerprint }) => fingerprint === shown.fingerprint).map(({ secret }) => secret);
  const isDefault = stranger !== null && looksLike(shown, stranger);
  const wire = wireText(shown, holders, isDefault);
  const { certificate } = client;
  switch (certificate.kind) {
    case "secret": {
      const secret = `${certificate.namespace}/${certificate.name}`;
      const predicted = `of Secret ${secret}`;
      if (holders.includes(secret)) return { predicted, wire, outcome: "agrees" };
      if (known.some((item) => item.secret === secret)) return { predicted, wire, outcome: "disagrees" };
      if (holders.length > 0) return { predicted, wire, outcome: "disagrees" };
      return { predicted, wire, outcome: "undecided", note: `the certificate of Secret ${secret} was not read` };
    }
    case "controller-default": {
      const predicted = "the controller's own";
      if (isDefault) return { predicted, wire, outcome: "agrees" };
      if (stranger !== null || holders.length > 0) return { predicted, wire, outcome: "disagrees" };
      return {
        predicted,
        wire,
        outcome: "undecided",
        note: "no name without a route shows what the controller's own is",
      };
    }
    case "in-pod": {
      const note = "that a certificate is in the pod cannot be seen from outside";
      if (isDefault) return { predicted: "in the pod", wire, outcome: "disagrees" };
      return { predicted: "in the pod", wire, outcome: "undecided", note };
    }
    case "external": {
      const note = "the input does not hold it";
      return { predicted: certificate.detail, wire, outcome: "undecided", note };
    }
    case "none":
      return { predicted: "none", wire, outcome: "disagrees" };
  }
}

/** Controllers make a default certificate per pod: another one with the same names is the same thing. */
function looksLike(shown: ShownCertificate, stranger: ShownCertificate): boolean {
  if (shown.fingerprint === stranger.fingerprint) return true;
  const same = shown.subject === stranger.subject && shown.issuer === stranger.issuer;
  return same && shown.hosts.join(",") === stranger.hosts.join(",") && !shown.coversName;
}

function wireText(shown: ShownCertificate, holders: readonly string[], isDefault: boolean): string {
  const { subject, hosts, fingerprint, coversName } = shown;
  const names = hosts.length === 0 ? subject : `${hosts.slice(0, 3).join(", ")}${hosts.length > 3 ? " ..." : ""}`;
  const whose =
    holders.length > 0 ? ` of Secret ${holders.slice(0, 3).join(", ")}` : isDefault ? ", the controller's own" : "";
  const fit = coversName ? "" : ", not for the name that was asked for";
  return `${fingerprint.slice(0, 16)}${whose} (${names === "" ? "no name" : names})${fit}`;
}
