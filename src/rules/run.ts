import { createHash } from "node:crypto";
import { refOf } from "../model/read.ts";
import type { Evidence, Finding, ObjectRef, Remedy, Source } from "../model/report.ts";
import type { Severity } from "../model/words.ts";
import type { Problem, Rule, RuleInput } from "./contract.ts";

/** A finding whose source is resolved when asked for. `cause` groups equal findings. */
export class RaisedFinding implements Finding {
  readonly rule: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cause: string;
  readonly object: ObjectRef;
  readonly route: string | null;
  readonly evidence: Evidence[];
  readonly remedy: Remedy | null;
  readonly fingerprint: string;
  suppressed: Finding["suppressed"] = null;
  /** The object and field, for suppression by annotation and for positions. */
  readonly problem: Problem;

  constructor(rule: Rule, problem: Problem, fingerprint: string, severity: Severity) {
    this.rule = rule.id;
    this.slug = rule.slug;
    this.severity = severity;
    this.message = fill(rule.messages[problem.message] ?? "", problem.data ?? {});
    this.cause = `${rule.id}:${problem.cause ?? this.message}`;
    this.object = refOf(problem.object);
    this.route = problem.path?.route.id ?? null;
    this.evidence = [...problem.evidence];
    this.remedy = problem.remedy;
    this.fingerprint = fingerprint;
    this.problem = problem;
  }

  get source(): Source | null {
    return this.problem.object.origin.locate(this.problem.at);
  }

  toJSON(): Finding & { cause: string } {
    const { rule, slug, severity, message, cause, object, source, route, evidence, remedy, fingerprint } = this;
    const { suppressed } = this;
    return { rule, slug, severity, message, cause, object, source, route, evidence, remedy, fingerprint, suppressed };
  }
}

/** Runs every rule, and orders findings by severity, rule, and subject. */
export function runRules(rules: readonly Rule[], input: RuleInput): RaisedFinding[] {
  const raised: RaisedFinding[] = [];
  const seen = new Map<string, number>();
  for (const rule of rules) {
    const stated = input.severityOf?.(rule) ?? null;
    for (const problem of rule.check(input)) {
      // The same defect of the same object keeps its fingerprint when lines move; twins are numbered in order.
      const { namespace, kind, name } = refOf(problem.object);
      const subject = [rule.id, kind, namespace ?? "", name, problem.at.join("/"), problem.path?.route.id ?? ""];
      const base = [...subject, problem.message].join("\n");
      const twin = seen.get(base) ?? 0;
      seen.set(base, twin + 1);
      const fingerprint = createHash("sha256").update(`${base}\n${twin}`).digest("hex").slice(0, 32);
      raised.push(new RaisedFinding(rule, problem, fingerprint, stated ?? problem.severity ?? rule.severity));
    }
  }
  return raised.sort(compareFindings);
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

function compareFindings(a: RaisedFinding, b: RaisedFinding): number {
  return (
    RANK[a.severity] - RANK[b.severity] ||
    compareText(a.rule, b.rule) ||
    compareText(a.cause, b.cause) ||
    compareText(a.object.namespace ?? "", b.object.namespace ?? "") ||
    compareText(a.object.name, b.object.name) ||
    compareText(a.route ?? "", b.route ?? "") ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => data[name] ?? "");
}
