/** The compliance view: `Report.compliance`, where `--compliance FRAMEWORK` asks for it. It says what was seen of what a
 * framework's controls speak of, and never that a control is met. */

export const FRAMEWORK_IDS = ["nist-800-53", "pci-dss-4", "soc2", "hipaa", "cis", "nsa"] as const;
export type FrameworkId = (typeof FRAMEWORK_IDS)[number];

/**
 * `pass`: seen to hold, with evidence; `fail`: seen not to hold; `unknown`: the input does not tell;
 * `not-applicable`: nothing there to ask about, as where no traffic passes.
 */
export const ANSWERS = ["pass", "fail", "unknown", "not-applicable"] as const;
export type Answer = (typeof ANSWERS)[number];

/** What is asked of every route. */
export const ROUTE_TOPICS = [
  "client-encrypted",
  "behind-encrypted",
  "peer-verified",
  "client-authenticated",
  "served-certificate",
] as const;
export type RouteTopic = (typeof ROUTE_TOPICS)[number];

/** What is asked of every TLS Secret: first of its certificate, then of who can obtain its key, in all and by one way. */
export const SECRET_TOPICS = [
  "certificate-listed",
  "key-in-one-secret",
  "key-readers",
  "key-by-asking",
  "key-by-admin",
  "key-by-pods",
  "key-by-roles",
  "key-by-kubelet",
  "key-by-signing",
  "key-by-webhook",
  "key-by-token",
] as const;
export type SecretTopic = (typeof SECRET_TOPICS)[number];
export type Topic = RouteTopic | SecretTopic;

export interface Compliance {
  framework: { id: FrameworkId; name: string; version: string; caveats: string[]; silent: SilentControl[] };
  /** ISO 8601: the time at which certificates and suppressions that end were judged; null where none was given. */
  judgedAt: string | null;
  /** "Is traffic encrypted in transit?": each route counts once. */
  encrypted: AnswerCounts;
  /** Routes that pass there, and rest on an assumption on some leg. */
  assumed: number;
  /** Those that the framework's controls speak of. */
  topics: TopicAnswers[];
  controls: ControlAnswers[];
  routes: RouteAnswers[];
  secrets: SecretAnswers[];
  /** Fingerprints of findings that belong to no control of this framework. */
  otherFindings: string[];
  notSeen: NotSeen[];
}

export type AnswerCounts = Record<Answer, number>;

export interface TopicAnswers {
  id: Topic;
  question: string;
  of: "routes" | "secrets";
  counts: AnswerCounts;
  /** Passes that rest on an assumption. */
  assumed: number;
}

export interface ControlAnswers {
  id: string;
  /** The same item in the framework's other editions, such as the benchmarks of managed clusters. */
  alsoAs: string[];
  /** In our own words: the standard's text is not repeated. */
  title: string;
  caveat: string | null;
  /** An advisory topic is good practice under this control and not what it asks for by its letter. */
  topics: { id: Topic; advisory: boolean }[];
  /** Fingerprints, suppressed findings too. */
  findings: string[];
}

/** A control nearby that nothing in this view speaks to. */
export interface SilentControl {
  id: string;
  about: string;
}

export interface RouteAnswers {
  /** The route's id. */
  route: string;
  /** Over all legs: encrypted from the client to the workload, and on every leg beside. */
  encrypted: Answer;
  /** Whether some leg rests on an assumption. */
  assumed: boolean;
  answers: Record<RouteTopic, Verdict>;
}

export interface SecretAnswers {
  namespace: string;
  name: string;
  answers: Record<SecretTopic, Verdict>;
}

export interface Verdict {
  answer: Answer;
  because: string;
  /** Names and dates of this one case; null where `because` says all. */
  detail: string | null;
  /** Index into the route's hops of the leg that decides, whose evidence is the answer's; null where none does. */
  hop: number | null;
  /** Whether that leg rests on an assumption. */
  assumed: boolean;
  /** Fingerprints of findings about it, suppressed ones too. */
  findings: string[];
}

export interface NotSeen {
  /**
   * `unread`: should have been read and could not be; `left-out`: on purpose; `not-judged`: kinds of routes that no
   * model reads; `assumed`: a default in place of a fact; `absent`: nothing of it is in the input; `outside`: what
   * lasthop never sees.
   */
  kind: "unread" | "left-out" | "not-judged" | "assumed" | "absent" | "outside";
  what: string;
  /** What follows for the answers, or how to supply it. */
  note: string;
}
