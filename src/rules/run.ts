import { createHash } from "node:crypto";
import { refOf } from "../model/read.ts";
import type { Evidence, Finding, ObjectRef, Remedy, Source } from "../model/report.ts";
import type { Severity } from "../model/words.ts";
import type { PathView, Problem, Rule, RuleInput } from "./contract.ts";

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
  suppressed: Finding["suppressed"] = null;
  /** The object and field, for suppression by annotation and for positions. */
  readonly problem: Problem;
  /** The routes with this defect at this place. */
  readonly paths: PathView[];
  /** The place in one text, to compare places by. */
  readonly place: string;
  /** Computed for all findings of a run when the first is asked for: tables show none. */
  prints: FingerprintBook | null = null;

  constructor(rule: Rule, problem: Problem, severity: Severity) {
    this.rule = rule.id;
    this.slug = rule.slug;
    this.severity = severity;
    this.message = fill(rule.messages[problem.message] ?? "", problem.data ?? {});
    this.cause = `${rule.id}:${problem.cause ?? this.message}`;
    this.object = refOf(problem.object);
    this.paths = problem.path === undefined ? [...(problem.paths ?? [])] : [problem.path];
    this.route = this.paths[0]?.route.id ?? null;
    this.evidence = [...problem.evidence];
    this.remedy = problem.remedy;
    this.problem = problem;
    this.place = placeKey(problem);
  }

  get fingerprint(): string {
    return this.prints?.of(this) ?? "";
  }

  get routes(): string[] {
    return [...new Set(this.paths.map((path) => path.route.id))];
  }

  get source(): Source | null {
    return this.problem.object.origin.locate(this.problem.at);
  }

  toJSON(): Finding & { cause: string } {
    const { rule, slug, severity, message, cause, object, source, route, routes, evidence, remedy } = this;
    const { fingerprint, suppressed } = this;
    const finding = { rule, slug, severity, message, cause, object, source, route, routes, evidence, remedy };
    return { ...finding, fingerprint, suppressed };
  }
}

/**
 * Runs every rule, and orders findings by severity, rule, and subject. What one rule says several times of one field
 * is one finding with several routes.
 */
export function runRules(rules: readonly Rule[], input: RuleInput): RaisedFinding[] {
  const raised = new Map<string, RaisedFinding>();
  for (const rule of rules) {
    const stated = input.severityOf?.(rule) ?? null;
    for (const problem of rule.check(input)) {
      const finding = new RaisedFinding(rule, problem, stated ?? problem.severity ?? rule.severity);
      const key = `${rule.id}\n${finding.severity}\n${finding.place}\n${finding.message}`;
      const known = raised.get(key);
      if (known === undefined) raised.set(key, finding);
      else known.paths.push(...finding.paths);
    }
  }
  const findings = withoutEchoes([...raised.values()]).sort(compareFindings);
  const prints = new FingerprintBook(findings);
  for (const finding of findings) finding.prints = prints;
  return findings;
}

/**
 * A setting that does not do what it says (LH6) and its consequence for a route are one defect where they point at one
 * field: the more severe speaks, and the consequence where both weigh the same.
 */
function withoutEchoes(findings: readonly RaisedFinding[]): RaisedFinding[] {
  const isSetting = (finding: RaisedFinding): boolean => finding.rule.startsWith("LH6");
  const worst = { setting: new Map<string, number>(), consequence: new Map<string, number>() };
  for (const finding of findings) {
    const ranks = isSetting(finding) ? worst.setting : worst.consequence;
    const { place } = finding;
    ranks.set(place, Math.min(ranks.get(place) ?? RANK.note, RANK[finding.severity]));
  }
  return findings.filter((finding) => {
    const { place } = finding;
    const [setting, consequence] = [worst.setting.get(place), worst.consequence.get(place)];
    if (setting === undefined || consequence === undefined) return true;
    return isSetting(finding) ? setting < consequence : consequence <= setting;
  });
}

function placeKey(problem: Problem): string {
  const { apiVersion, kind, namespace, name } = refOf(problem.object);
  return [apiVersion, kind, namespace ?? "", name, ...problem.at].join("\n");
}

/**
 * The same defect of the same object keeps its fingerprint when lines move or entries are inserted before it: list
 * indexes give way to the host and path of the route. Twins are numbered in order.
 */
class FingerprintBook {
  readonly #findings: readonly RaisedFinding[];
  #prints: Map<RaisedFinding, string> | undefined;

  constructor(findings: readonly RaisedFinding[]) {
    this.#findings = findings;
  }

  of(finding: RaisedFinding): string {
    this.#prints ??= this.#all();
    return this.#prints.get(finding) ?? "";
  }

  #all(): Map<RaisedFinding, string> {
    const twins = new Map<string, number>();
    const prints = new Map<RaisedFinding, string>();
    for (const finding of this.#findings) {
      const { object, problem, rule } = finding;
      const field = problem.at.map((step) => (typeof step === "number" ? "*" : step)).join("/");
      const route = field.includes("*") ? problem.path?.route : undefined;
      const subject = [rule, object.kind, object.namespace ?? "", object.name, field, problem.message];
      const base = [...subject, route?.host ?? "", route?.path ?? ""].join("\n");
      const twin = twins.get(base) ?? 0;
      twins.set(base, twin + 1);
      prints.set(finding, createHash("sha256").update(`${base}\n${twin}`).digest("hex").slice(0, 32));
    }
    return prints;
  }
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
    compareText(a.problem.at.join("/"), b.problem.at.join("/")) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => data[name] ?? whole);
}
