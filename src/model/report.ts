import type { Compliance } from "./compliance.ts";
import type { ControllerId, HopRole, Pattern, Protection, Severity } from "./words.ts";

/** The JSON report, format version 1. Other programs read it: names and meanings stay, fields may be added. */
export interface Report {
  formatVersion: "1";
  tool: { name: "lasthop"; version: string };
  inputs: InputSummary[];
  routes: Route[];
  findings: Finding[];
  secrets: TlsSecret[];
  /** Distinct, each with the number of verdicts that rest on it. */
  assumptions: Assumption[];
  /** Objects that declare routes of kinds that this release does not model, counted by `Kind.group`. */
  notJudged: Record<string, number>;
  summary: Summary;
  /** Set where the input was laid over another one: what that changes. The report itself is the one after. */
  comparison?: Comparison;
  /** Set where `--compliance` asks for it: the same report under the controls of a framework. */
  compliance?: Compliance;
}

/** How two reports differ: findings by their fingerprints, routes hop by hop. */
export interface Comparison {
  findings: { new: Finding[]; fixed: Finding[]; unchanged: number };
  /** Those that differ. */
  routes: RouteChange[];
  unchangedRoutes: number;
}

export interface RouteChange {
  change: "added" | "removed" | "changed";
  /** By the hops that became weaker or stronger; where some did each, by the weakest. */
  direction: "weaker" | "stronger" | "same";
  before: Route | null;
  after: Route | null;
  /** What differs about the whole route and its client side. */
  fields: { field: string; before: string; after: string }[];
  /** Legs that differ, in the order that traffic takes. */
  hops: HopChange[];
}

export interface HopChange {
  role: HopRole;
  before: Hop | null;
  after: Hop | null;
}

export interface InputSummary {
  kind: "files" | "stdin" | "helm" | "kustomize" | "cluster" | "snapshot";
  name: string;
  objects: number;
  skipped: Skipped[];
}

export interface Skipped {
  where: string;
  reason: string;
  /** True when the input should have been read and could not be: the run ends with exit code 3. */
  error?: boolean;
}

export interface Summary {
  routes: number;
  byPattern: Record<Pattern, number>;
  byWeakest: Record<Protection, number>;
  findings: Record<Severity, number>;
  suppressed: number;
}

export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
}

/** 1-based line and column (columns count UTF-16 code units, as editors do). */
export interface Source {
  file: string;
  line: number;
  column: number;
}

export interface Route {
  /** Stable across runs: made of the controller, the declaring object, the host and the path. */
  id: string;
  object: ObjectRef;
  source: Source | null;
  controller: { id: ControllerId; version: string | null; because: Evidence[] };
  /** `*` when any. */
  host: string;
  path: string;
  pathType: PathType;
  /** Set for routes that are reached by port instead of host and path (TCP services). */
  port: number | null;
  client: ClientHop;
  /** In the order that traffic takes. */
  hops: Hop[];
  pattern: Pattern;
  weakest: Protection;
}

export type PathType = "Exact" | "Prefix" | "Regex" | "ImplementationSpecific";

export interface ClientHop {
  /** What port 80 does for this host and path; refused: no connection, or only the controller's own 4xx/5xx. */
  http: "serves" | "redirects" | "refused";
  redirectStatus: number | null;
  /** Where a redirect on port 80 leads: `https` on the same host, `http`, or another host; null without a redirect. */
  redirectTo: "https" | "http" | "other" | null;
  /** What port 443 does; refused: no handshake, or only the controller's own 4xx/5xx. */
  https: "terminates" | "passes-through" | "refused";
  certificate: ServedCertificate;
  clientCertificate: "none" | "optional" | "required";
}

export type ServedCertificate =
  | { kind: "secret"; namespace: string; name: string }
  | { kind: "controller-default" }
  | { kind: "in-pod" }
  | { kind: "external"; detail: string }
  | { kind: "none" };

export interface Hop {
  from: Place;
  to: Place;
  role: HopRole;
  protection: Protection;
  /** Who gives that protection. */
  by: "controller" | "mesh" | "network" | "application" | "none";
  /** For broken: what the client sees (an HTTP status), null otherwise or where no HTTP answer comes. */
  status: number | null;
  evidence: Evidence[];
  assumptions: Assumption[];
}

export interface Place {
  kind: "client" | "controller" | "service" | "workload" | "external";
  name: string;
  namespace: string | null;
  port: string | number | null;
}

export interface Evidence {
  object: ObjectRef | null;
  /** The field in dotted form, `metadata.annotations["…"]`; empty for a fact that no field states. */
  field: string;
  value: string | null;
  source: Source | null;
  /** What the controller makes of it, in one sentence. */
  fact: string;
  /** Where the fact comes from (a path in the controller's repository, or a measurement) and how sure it is. */
  reference?: string;
  basis?: "measured" | "read" | "documented";
}

export interface Assumption {
  fact: string;
  assumed: string;
  /** How to supply the fact: a flag, a file to add. */
  supply: string;
  /** In `Report.assumptions`: how many verdicts rest on it. */
  verdicts?: number;
}

export interface Finding {
  rule: string;
  slug: string;
  severity: Severity;
  message: string;
  /** Findings with the same cause are one paragraph in reports for people. */
  cause?: string;
  object: ObjectRef;
  source: Source | null;
  /** The route's id, null where the finding concerns an object or a controller. */
  route: string | null;
  /** Every route with this defect at this place; `route` is the first. */
  routes?: string[];
  evidence: Evidence[];
  remedy: Remedy | null;
  /** Stable across runs and across moves of the line. */
  fingerprint: string;
  suppressed: { reason: string; until: string | null } | null;
}

export interface Remedy {
  text: string;
  edits?: Edit[];
}

/** One textual edit that `fix` and SARIF viewers can apply: set or remove a field of an object. */
export interface Edit {
  object: ObjectRef;
  field: string;
  /** null removes the field. */
  value: string | null;
  source: Source | null;
  /** The same as text; null where the input is no text, or the place is not certain. */
  patch?: Patch | null;
}

/** What stands in a file from `start` up to `end` becomes `text`; equal places insert. */
export interface Patch {
  start: Source;
  /** Exclusive, in the same file. */
  end: Source;
  text: string;
}

export interface TlsSecret {
  namespace: string;
  name: string;
  /** null: the input cannot tell. */
  exists: boolean | null;
  /** The object that makes it, `Certificate/ns/name`, `Ingress/ns/name` …; null when unknown. */
  managedBy: string | null;
  certificate: CertificateSummary | null;
  /** Route ids. */
  usedBy: string[];
  readers: Reader[];
}

export interface CertificateSummary {
  subject: string;
  issuer: string;
  hosts: string[];
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  keyType: string;
  publicKeySha256: string;
}

export interface Reader {
  subject: { kind: "User" | "Group" | "ServiceAccount"; namespace: string | null; name: string };
  direct: boolean;
  verbs: string[];
  /** Why this reader is normal, e.g. "serves this certificate"; null when it is not. */
  expected: string | null;
  /** The way to the content in a few words, and what else has to hold for it. */
  how?: string;
  conditions?: string[];
  /** Set where the input cannot tell: he is bound to a role that is not in it. */
  unsettled?: boolean;
  via: Evidence[];
}
