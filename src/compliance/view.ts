import type {
  Answer,
  AnswerCounts,
  Compliance,
  ControlAnswers,
  FrameworkId,
  RouteAnswers,
  SecretAnswers,
  Topic,
  TopicAnswers,
} from "../model/compliance.ts";
import type { Report } from "../model/report.ts";
import { prints, routeAnswers, secretAnswers } from "./answers.ts";
import type { ComplianceOptions, Framework } from "./contract.ts";
import { FindingIndex, isAbout } from "./finding-index.ts";
import { FRAMEWORKS } from "./frameworks.ts";
import { notSeen } from "./not-seen.ts";
import { SecretQuestions } from "./secret-questions.ts";
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
    assumed: routes.filter(({ encrypted, assumed }) => encrypted === "pass" && assumed).length,
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

function topicAnswers(id: Topic, routes: readonly RouteAnswers[], secrets: readonly SecretAnswers[]): TopicAnswers {
  const ofRoutes = isRouteTopic(id);
  const verdicts = ofRoutes ? routes.map(({ answers }) => answers[id]) : secrets.map(({ answers }) => answers[id]);
  return {
    id,
    question: questionOf(id),
    of: ofRoutes ? "routes" : "secrets",
    counts: count(verdicts.map(({ answer }) => answer)),
    assumed: verdicts.filter(({ answer, assumed }) => answer === "pass" && assumed).length,
  };
}

function count(answers: readonly Answer[]): AnswerCounts {
  const counts: AnswerCounts = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  for (const answer of answers) counts[answer] += 1;
  return counts;
}
