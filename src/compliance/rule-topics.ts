import type { Answer, Topic } from "../model/compliance.ts";
import type { Finding } from "../model/report.ts";

/** What each rule's findings are about; none where they concern no control that is mapped. */
const OF_RULE: Readonly<Record<string, readonly Topic[]>> = {
  LH1001: ["client-encrypted"],
  LH1002: ["client-encrypted"],
  LH1003: ["served-certificate"],
  LH1004: ["served-certificate"],
  LH1005: ["client-encrypted"],
  LH1006: ["client-encrypted"],
  LH1007: ["client-encrypted"],
  LH1008: ["client-encrypted", "behind-encrypted", "served-certificate"],
  LH1009: [],
  LH1010: ["client-encrypted"],
  LH1011: ["client-authenticated"],
  LH1012: ["client-authenticated", "client-encrypted"],
  LH1013: ["client-encrypted", "behind-encrypted", "peer-verified"],
  LH1014: ["served-certificate"],
  LH1015: [],
  LH1016: ["client-encrypted", "behind-encrypted", "peer-verified", "served-certificate"],
  LH1017: ["client-encrypted", "behind-encrypted", "peer-verified"],
  LH1018: [],
  LH1019: [],
  LH1020: [],
  LH1021: [],
  LH2001: ["behind-encrypted", "peer-verified"],
  LH2002: ["peer-verified"],
  LH2003: ["peer-verified"],
  LH2004: ["peer-verified"],
  LH2005: ["peer-verified"],
  LH2006: ["peer-verified"],
  LH2007: ["behind-encrypted", "peer-verified"],
  LH2008: ["behind-encrypted", "peer-verified"],
  LH2009: ["peer-verified"],
  LH2010: ["peer-verified"],
  LH4003: ["key-readers", "key-by-asking"],
  LH4006: ["key-readers", "key-in-one-secret"],
  LH5013: ["key-in-one-secret"],
  LH5014: ["peer-verified"],
  LH7001: ["served-certificate"],
  LH7002: ["served-certificate"],
  LH7003: [],
  LH7004: [],
  LH7005: ["client-encrypted"],
  LH7006: ["client-encrypted"],
  LH7007: ["behind-encrypted", "peer-verified"],
  LH7008: ["behind-encrypted", "peer-verified"],
  LH7009: ["peer-verified"],
  LH7010: ["behind-encrypted", "peer-verified"],
  LH7011: ["peer-verified"],
  LH7012: ["peer-verified"],
  LH7013: [],
  LH7014: ["key-readers"],
  LH7015: [],
  LH7016: ["client-authenticated"],
  LH7017: [],
  LH7018: [],
};

/**
 * Families in which every rule is about the same; those that are not are listed above. Settings that do not do what they say (LH6) have their consequence in
 * the answers already, which are about what the controller does.
 */
const OF_FAMILY: Readonly<Record<string, readonly Topic[]>> = {
  LH3: ["behind-encrypted", "peer-verified"],
  LH4: ["key-readers"],
  LH5: ["served-certificate"],
  LH6: [],
  LH8: [],
};

/** The topics of a rule's findings; null where nobody decided. */
export function topicsOfRule(id: string): readonly Topic[] | null {
  return OF_RULE[id] ?? OF_FAMILY[id.slice(0, 3)] ?? null;
}

/** Rules that leave it open whether the verdict of a leg holds. */
const LEAVE_OPEN: readonly string[] = ["LH1013", "LH1016"];
/** Rules that look closer at what no protection of a leg answers. */
const DECIDE: readonly string[] = [
  "LH1003",
  "LH1004",
  "LH1011",
  "LH1012",
  "LH5001",
  "LH5005",
  "LH5008",
  "LH5011",
  "LH5015",
  "LH5017",
  "LH5018",
  "LH7001",
  "LH7002",
  "LH7016",
];
const DECIDED: readonly Topic[] = ["client-authenticated", "served-certificate"];
/** A backend is checked by a name that the client picks. */
const UNDOES_VERIFICATION = "LH2009";

/** What becomes of an answer that such a finding speaks of; null where it stays. A `fail` always does. */
export function overrules({ rule, severity }: Pick<Finding, "rule" | "severity">, topic: Topic): Answer | null {
  if (topicsOfRule(rule)?.includes(topic) !== true) return null;
  if (LEAVE_OPEN.includes(rule)) return "unknown";
  if (rule === UNDOES_VERIFICATION) return "fail";
  if (!DECIDED.includes(topic)) return null;
  // Of a certificate's own findings the errors say that it does not do; others that it soon may not.
  return DECIDE.includes(rule) || (rule.startsWith("LH5") && severity === "error") ? "fail" : null;
}

export const RULES_WITH_TOPICS: readonly string[] = Object.keys(OF_RULE);
