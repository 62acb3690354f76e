import type { Evidence, Route } from "../model/report.ts";
import type { Aspect, Outcome, What } from "./contract.ts";

/** What an aspect needs beside what differs. */
export interface Draft {
  readonly outcome: Outcome;
  readonly predicted: string;
  readonly wire: string;
  readonly note?: string | null;
}

export function aspect(what: What, route: Route, draft: Draft): Aspect {
  const { outcome, predicted, wire, note = null } = draft;
  return { what, outcome, predicted, wire, note, evidence: decidingEvidence(what, route) };
}

/** By which words a field, or what is said of it, shows that it decides a part of the prediction. */
const PLAIN = /redirect|port 80|plain|in clear/i;
const ABOUT: Readonly<Record<Exclude<What, "backend">, (text: string) => boolean>> = {
  http: (text) => PLAIN.test(text),
  https: (text) => !PLAIN.test(text),
  certificate: (text) => !PLAIN.test(text) && /certificate|secretName/i.test(text),
  "client certificate": (text) => /client.?(?:cert|auth|valid|ca)|auth-tls|verify-client/i.test(text),
};

/** The line that decided: of those that speak about this part, the first; else the first of the hop. */
function decidingEvidence(what: What, { hops, controller }: Route): Evidence | null {
  const role = what === "backend" ? "backend" : "client";
  const own = hops.filter((hop) => hop.role === role).flatMap((hop) => hop.evidence);
  const about = what === "backend" ? [] : own.filter(({ field, fact }) => ABOUT[what](`${field} ${fact}`));
  const all = [...about, ...own, ...controller.because];
  return all[0] ?? null;
}
