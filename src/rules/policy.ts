import { at, fields, list, text, texts } from "../model/read.ts";
import type { Finding } from "../model/report.ts";
import { CONTROLLER_IDS, SEVERITIES } from "../model/words.ts";
import { ConfigError } from "./config-error.ts";
import type { Policy, RequiredLevel, Subject } from "./contract.ts";
import { type ConfigDocument, readDocument } from "./policy/document.ts";
import { globTest } from "./policy/glob.ts";
import { LEVELS, POLICY } from "./policy/grammar.ts";
import { check } from "./policy/shape.ts";

/**
 * Reads a `.lasthop.yaml`.
 * @param name of the file, for messages
 * @throws ConfigError with `file:line:col` for anything that the grammar does not know
 */
export function parsePolicy(text: string, name: string): Policy {
  const document = readDocument(text, name);
  if (document.value === null || document.value === undefined) return policyOf({ ...document, value: {} }, name);
  check(document, POLICY);
  return policyOf(document, name);
}

function policyOf(document: ConfigDocument, name: string): Policy {
  const { value } = document;
  const requirements = requirementsOf(document);
  const suppressions = list(value, "suppress").map((entry, index) => suppressionOf(document, entry, index));
  const severities = fields(value, "severity");
  const covering = (finding: Finding, subject: Subject): Suppression[] =>
    suppressions.filter((item) => item.covers(finding, subject));
  return {
    name,
    controllers: CONTROLLER_IDS.filter((id) => at(value, "controllers", id) !== undefined).map((id) => ({
      id,
      version: text(value, "controllers", id) ?? null,
    })),
    requiredFor(route) {
      const found = requirements.find((item) => item.matches(route.object.namespace ?? "", route.host));
      return found === undefined ? null : { level: found.level, statedBy: found.statedBy };
    },
    severityOf(rule) {
      const stated = severities[rule.id] ?? severities[rule.slug];
      return SEVERITIES.find((severity) => severity === stated) ?? null;
    },
    suppressionOf(finding, now, subject) {
      const found = covering(finding, subject).find((item) => now < item.end);
      return found === undefined ? null : { reason: found.reason, until: found.until };
    },
    endedSuppressionOf(finding, now, subject) {
      const found = covering(finding, subject).find((item) => now >= item.end);
      return found === undefined ? null : { where: found.where, until: found.until ?? "" };
    },
  };
}

interface Requirement {
  readonly level: RequiredLevel;
  readonly statedBy: string;
  matches(namespace: string, host: string): boolean;
}

function requirementsOf(document: ConfigDocument): Requirement[] {
  const stated = at(document.value, "require");
  const everywhere = levelOf(stated);
  if (everywhere !== undefined) {
    return [{ level: everywhere, statedBy: document.where(["require"]), matches: () => true }];
  }
  return list(stated).flatMap((entry, index) => {
    const level = levelOf(at(entry, "level"));
    if (level === undefined) return [];
    const namespace = selector(at(entry, "namespace"));
    const host = selector(at(entry, "host"));
    const statedBy = document.where(["require", index, "level"]);
    return [{ level, statedBy, matches: (inNamespace, forHost) => namespace(inNamespace) && host(forHost) }];
  });
}

interface Suppression {
  readonly reason: string;
  readonly until: string | null;
  /** Epoch milliseconds from which it no longer holds. */
  readonly end: number;
  readonly where: string;
  covers(finding: Finding, subject: Subject): boolean;
}

const DAY = 24 * 60 * 60 * 1000;

function suppressionOf(document: ConfigDocument, entry: unknown, index: number): Suppression {
  const until = text(entry, "until") ?? null;
  const lastDay = until === null ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`);
  if (Number.isNaN(lastDay)) {
    throw new ConfigError(document.where(["suppress", index, "until"]), `"${until}" is no day of the calendar`);
  }
  const rule = text(entry, "rule");
  const host = at(entry, "host") === undefined ? null : selector(at(entry, "host"));
  const kind = selector(at(entry, "object", "kind"));
  const namespace = selector(at(entry, "object", "namespace"));
  const name = selector(at(entry, "object", "name"));
  const selects = (item: Finding["object"]): boolean =>
    kind(item.kind) && namespace(item.namespace ?? "") && name(item.name);
  return {
    reason: text(entry, "reason") ?? "",
    until,
    end: lastDay + DAY,
    where: document.where(["suppress", index, ...(until === null ? [] : ["until"])]),
    covers(finding, { hosts, objects }) {
      if (rule !== finding.rule && rule !== finding.slug) return false;
      // A finding of several hosts is covered when the suppression covers each of them.
      if (host !== null && (hosts.length === 0 || !hosts.every((item) => host(item)))) return false;
      return selects(finding.object) || (objects.length > 0 && objects.every(selects));
    },
  };
}

function selector(patterns: unknown): (text: string) => boolean {
  if (patterns === undefined) return () => true;
  return globTest(typeof patterns === "string" ? [patterns] : texts(patterns));
}

function levelOf(value: unknown): RequiredLevel | undefined {
  return LEVELS.find((level) => level === value);
}
