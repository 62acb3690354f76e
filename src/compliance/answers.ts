import {
  type RouteAnswers,
  type RouteTopic,
  type SecretAnswers,
  SECRET_TOPICS,
  type SecretTopic,
  type Topic,
  type Verdict,
} from "../model/compliance.ts";
import type { Finding, Route, TlsSecret } from "../model/report.ts";
import { type FindingIndex, isAbout } from "./finding-index.ts";
import { bothSides, type Draft, type LegTopic, legAnswers } from "./route-questions.ts";
import { overrules } from "./rule-topics.ts";
import type { SecretQuestions } from "./secret-questions.ts";
import { servedCertificate } from "./served-certificate.ts";

/** Everything that is asked of a route, with the findings that speak of each answer. */
export function routeAnswers(
  route: Route,
  index: FindingIndex,
  secrets: ReadonlyMap<string, TlsSecret>,
  now: number | null,
): RouteAnswers {
  const findings = index.about(route);
  const legs = legAnswers(route);
  const leg = (topic: LegTopic): Verdict => verdict(legs[topic], topic, findings, route);
  const certificate = route.client.certificate;
  const served = servedCertificate(route, (key) => secrets.get(key), now);
  const ofSecret = certificate.kind === "secret" ? index.aboutSecret(certificate) : [];
  const answers: Record<RouteTopic, Verdict> = {
    "client-encrypted": leg("client-encrypted"),
    "behind-encrypted": leg("behind-encrypted"),
    "peer-verified": leg("peer-verified"),
    "client-authenticated": leg("client-authenticated"),
    "served-certificate": verdict(served, "served-certificate", [...findings, ...ofSecret], route),
  };
  const encrypted = bothSides(answers["client-encrypted"].answer, answers["behind-encrypted"].answer);
  const assumed = route.hops.some(({ assumptions }) => assumptions.length > 0);
  return { route: route.id, encrypted, assumed, answers };
}

/** The answer, or that of a rule which looked closer than the legs tell. Suppressing a finding changes no answer. */
function verdict(draft: Draft, topic: Topic, findings: readonly Finding[], route?: Route): Verdict {
  const about = findings.filter((finding) => isAbout(finding, topic));
  const against = about.flatMap((finding) => {
    const answer = overrules(finding, topic);
    if (answer === null) return [];
    const because = answer === "fail" ? `${finding.rule} says otherwise.` : `${finding.rule} leaves it open.`;
    return [{ answer, because, detail: `${finding.message}.` }];
  });
  const found = against.find(({ answer }) => answer === "fail") ?? against[0];
  const stays = draft.answer === "fail" || (found?.answer === "unknown" && draft.answer === "unknown");
  const { answer, because, detail = null } = found === undefined || stays ? draft : found;
  const { hop } = draft;
  const assumed = hop !== null && (route?.hops[hop]?.assumptions.length ?? 0) > 0;
  return { answer, because, detail, hop, assumed, findings: prints(about) };
}

export function secretAnswers(secret: TlsSecret, questions: SecretQuestions, index: FindingIndex): SecretAnswers {
  const drafts = questions.answers(secret);
  const findings = index.aboutSecret(secret);
  const answers = Object.fromEntries(
    SECRET_TOPICS.map((topic) => [topic, verdict(drafts[topic], topic, findings)]),
  ) as Record<SecretTopic, Verdict>;
  return { namespace: secret.namespace, name: secret.name, answers };
}

/** Fingerprints, each once. */
export function prints(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ fingerprint }) => fingerprint))];
}
