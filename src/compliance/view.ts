import {
  type Answer,
  type AnswerCounts,
  type Compliance,
  type ControlAnswers,
  type FrameworkId,
  type RouteAnswers,
  type RouteTopic,
  type SecretAnswers,
  SECRET_TOPICS,
  type SecretTopic,
  type Topic,
  type TopicAnswers,
  type Verdict,
} from "../model/compliance.ts";
import type { Finding, Report, Route, TlsSecret } from "../model/report.ts";
import type { ComplianceOptions, Framework } from "./contract.ts";
import { FindingIndex, isAbout } from "./finding-index.ts";
import { FRAMEWORKS } from "./frameworks.ts";
import { notSeen } from "./not-seen.ts";
import { bothSides, type Draft, type LegTopic, legAnswers } from "./route-questions.ts";
import { SecretQuestions } from "./secret-questions.ts";
import { servedCertificate } from "./served-certificate.ts";
import { overrules } from "./rule-topics.ts";
import { isRouteTopic, questionOf, TOPICS } from "./topics.ts";

/**
 * What a report says of what a framework's controls speak of: passes with their evidence, what does not pass, what
 * cannot be told, what was not seen. Pure, and only a view: no verdict of the report is changed.
 */
export function compliance(report: Report, id: FrameworkId, options: ComplianceOptions): Compliance {
  const framework = frameworkOf(id);
  const index = new FindingIndex(report.findings);
  const secrets = new Map(report.secrets.map((secret) => [`${secret.namespace}/${secret.name}`, secret]));
  const routes = report.routes.map((route) => routeAnswers(route, index, secrets, options.now));
  const questions = new SecretQuestions([...secrets.values()], options);
  const keys = [...secrets.values()].map((secret) => secretAnswers(secret, questions, index));
  const controls = framework.controls.map((control): ControlAnswers => {
    const topics = [
      ...control.topics.map((topic) => ({ id: topic, advisory: false })),
      ...(control.advisory ?? []).map((topic) => ({ id: topic, advisory: true })),
    ];
    return {
      id: control.id,
      alsoAs: [...(control.alsoAs ?? [])],
      title: control.title,
      caveat: control.caveat ?? null,
      topics,
      findings: prints(report.findings.filter((finding) => topics.some((topic) => isAbout(finding, topic.id)))),
    };
  });
  const mapped = new Set(controls.flatMap(({ findings }) => findings));
  const spoken = new Set(controls.flatMap(({ topics }) => topics.map((topic) => topic.id)));
  return {
    framework: {
      id,
      name: framework.name,
      version: framework.version,
      caveats: [...framework.caveats],
      silent: [...framework.silent],
    },
    judgedAt: options.now === null ? null : new Date(options.now).toISOString(),
    encrypted: count(routes.map(({ encrypted }) => encrypted)),
    topics: TOPICS.filter((topic) => spoken.has(topic)).map((topic) => topicAnswers(topic, routes, keys)),
    controls,
    routes,
    secrets: keys,
    otherFindings: prints(report.findings).filter((fingerprint) => !mapped.has(fingerprint)),
    notSeen: notSeen(report, options),
  };
}

function frameworkOf(id: FrameworkId): Framework {
  const framework = FRAMEWORKS.find((item) => item.id === id);
  if (framework === undefined) throw new Error(`no framework ${id}`);
  return framework;
}

function routeAnswers(
  route: Route,
  index: FindingIndex,
  secrets: ReadonlyMap<string, TlsSecret>,
  now: number | null,
): RouteAnswers {
  const findings = index.about(route);
  const legs = legAnswers(route);
  const leg = (topic: LegTopic): Verdict => verdict(legs[topic], topic, findings);
  const certificate = route.client.certificate;
  const served = servedCertificate(route, (key) => secrets.get(key), now);
  const ofSecret = certificate.kind === "secret" ? index.aboutSecret(certificate) : [];
  const answers: Record<RouteTopic, Verdict> = {
    "client-encrypted": leg("client-encrypted"),
    "behind-encrypted": leg("behind-encrypted"),
    "peer-verified": leg("peer-verified"),
    "client-authenticated": leg("client-authenticated"),
    "served-certificate": verdict(served, "served-certificate", [...findings, ...ofSecret]),
  };
  const encrypted = bothSides(answers["client-encrypted"].answer, answers["behind-encrypted"].answer);
  return { route: route.id, encrypted, answers };
}

/** The answer, or that of a rule which looked closer than the legs tell. Suppressing a finding changes no answer. */
function verdict(draft: Draft, topic: Topic, findings: readonly Finding[]): Verdict {
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
  return { answer, because, detail, hop: draft.hop, findings: prints(about) };
}

function secretAnswers(secret: TlsSecret, questions: SecretQuestions, index: FindingIndex): SecretAnswers {
  const drafts = questions.answers(secret);
  const findings = index.aboutSecret(secret);
  const answers = Object.fromEntries(
    SECRET_TOPICS.map((topic) => [topic, verdict(drafts[topic], topic, findings)]),
  ) as Record<SecretTopic, Verdict>;
  return { namespace: secret.namespace, name: secret.name, answers };
}

function topicAnswers(id: Topic, routes: readonly RouteAnswers[], secrets: readonly SecretAnswers[]): TopicAnswers {
  const ofRoutes = isRouteTopic(id);
  const answers = ofRoutes
    ? routes.map((route) => route.answers[id].answer)
    : secrets.map((secret) => secret.answers[id].answer);
  return { id, question: questionOf(id), of: ofRoutes ? "routes" : "secrets", counts: count(answers) };
}

function count(answers: readonly Answer[]): AnswerCounts {
  const counts: AnswerCounts = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  for (const answer of answers) counts[answer] += 1;
  return counts;
}

function prints(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ fingerprint }) => fingerprint))];
}
