import type { Route, TlsSecret } from "../model/report.ts";
import { BYTES, carriesBytes, missing } from "./leg-questions.ts";
import type { Draft } from "./route-questions.ts";

/** A finding about the certificate, where there is one, overrules what is said here. */
export function servedCertificate(
  route: Route,
  secretOf: (key: string) => TlsSecret | undefined,
  now: number | null,
): Draft {
  const first = route.hops.findIndex(({ role }) => role === "client");
  const hop = first < 0 ? null : first;
  const { http, https, certificate } = route.client;
  const leg = route.hops[first];
  if (leg?.protection === "unknown") return { answer: "unknown", because: missing(leg), hop };
  if (carriesBytes(route)) return { answer: "unknown", because: BYTES, hop };
  if (http === "refused" && https === "refused") return none("No traffic passes.");
  if (https === "refused") return none("No TLS is served.");
  switch (certificate.kind) {
    case "controller-default":
      return { answer: "fail", because: "The controller's own certificate, which no client trusts.", hop };
    case "in-pod":
      return open("The certificate is in the pod.");
    case "external":
      return open("The certificate is kept outside of the cluster.", certificate.detail);
    case "none":
      return open("The input does not say which certificate is served.");
    case "secret":
      return fromSecret(`${certificate.namespace}/${certificate.name}`, secretOf, now, hop);
  }
}

function fromSecret(
  key: string,
  secretOf: (key: string) => TlsSecret | undefined,
  now: number | null,
  hop: number | null,
): Draft {
  const secret = secretOf(key);
  const found = secret?.certificate ?? null;
  const place = `Secret ${key}`;
  if (found === null) {
    if (secret?.exists === false)
      return { answer: "fail", because: "The Secret is missing.", detail: `${place}.`, hop };
    const maker = secret?.managedBy ?? null;
    return maker === null
      ? open("The Secret was not read.", `${place}.`)
      : open("The Secret was not read; something in the input makes it.", `${place}, made by ${maker}.`);
  }
  const span = `${place}, ${day(found.notBefore)} to ${day(found.notAfter)}.`;
  if (now === null) return open("The Secret was read; no date was given to judge the certificate by.", span);
  if (Date.parse(found.notAfter) < now) return { answer: "fail", because: "It has ended.", detail: span, hop };
  if (Date.parse(found.notBefore) > now) return { answer: "fail", because: "It has not begun.", detail: span, hop };
  return {
    answer: "pass",
    because: "It was read, and is within its time.",
    detail: span,
    hop,
  };
}

export function day(time: string): string {
  return time.slice(0, 10);
}

function none(because: string): Draft {
  return { answer: "not-applicable", because, hop: null };
}

function open(because: string, detail?: string): Draft {
  return { answer: "unknown", because, hop: null, ...(detail === undefined ? {} : { detail }) };
}
