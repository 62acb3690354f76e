import { evidence, type Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, annotations } from "../../model/read.ts";
import type { Belief, SettingProblem, SettingVerdict } from "../settings-contract.ts";
import { specOf } from "../annotation-values.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { FACTS } from "./facts.ts";
import type { NginxSettings } from "./settings.ts";

interface Found {
  readonly problem: SettingProblem;
  readonly name: string;
  readonly effect: string;
  readonly instead: string | null;
  readonly fact: Fact;
}

const NEEDS: Fact = {
  text: "The parser looks at this annotation only when the other one is set.",
  reference: "kubernetes/ingress-nginx internal/ingress/annotations",
  basis: "read",
};

/** Settings that only matter together: companions that are missing, and words that have no effect here. */
export function inspectIngress(object: KubeObject, settings: NginxSettings): SettingVerdict[] {
  if (object.kind !== "Ingress") return [];
  const value = (name: string): string => annotation(object, settings.annotationKey(name)) ?? "";
  const found: Found[] = [...missingCompanions(object, settings), ...withoutEffect(value, settings)];
  return found.map((item) => verdict(object, settings, item));
}

/** One verdict per missing companion, on the first annotation that needs it. */
function missingCompanions(object: KubeObject, settings: NginxSettings): Found[] {
  const { prefix } = settings;
  const missing = new Map<string, string[]>();
  for (const key of Object.keys(annotations(object))) {
    if (!key.startsWith(prefix)) continue;
    const spec = specOf(ANNOTATIONS, key.slice(prefix.length));
    const needed = spec?.needs;
    if (needed === undefined || isSet(object, settings.annotationKey(needed))) continue;
    // Ignored, and in force all the same.
    if (annotation(object, key) === spec?.default) continue;
    missing.set(needed, [...(missing.get(needed) ?? []), key.slice(prefix.length)]);
  }
  return [...missing].map(([needed, dependants]) => {
    const [first = "", ...others] = dependants.sort(byWeight);
    const all = others.length === 0 ? first : `${first}, ${others.join(", ")}`;
    return {
      problem: "missing-companion",
      name: first,
      effect: `${all} ${others.length === 0 ? "is" : "are"} ignored without ${needed}`,
      instead: `${prefix}${needed}`,
      fact: needed === "proxy-ssl-secret" ? FACTS.verifyNeedsSecret : NEEDS,
    };
  });
}

/** What the author cares about most comes first. */
function byWeight(a: string, b: string): number {
  return Number(!/verify|url|secret/.test(a)) - Number(!/verify|url|secret/.test(b)) || (a < b ? -1 : 1);
}

/** A ConfigMap default cannot be told from here: cookies and the like are left alone where affinity is another word. */
function isSet(object: KubeObject, key: string): boolean {
  return (annotation(object, key) ?? "") !== "";
}

function withoutEffect(value: (name: string) => string, settings: NginxSettings): Found[] {
  const found: Found[] = [];
  const protocol = value("backend-protocol").trim().toUpperCase();
  if (
    value("proxy-ssl-secret") !== "" &&
    ["", "HTTP", "GRPC", "FCGI"].includes(protocol) &&
    value("ssl-passthrough") !== "true"
  ) {
    found.push({
      problem: "no-effect",
      name: "proxy-ssl-secret",
      effect: `proxy-ssl-* does nothing for this Ingress's own requests: backend-protocol ${protocol === "" ? "HTTP (the default)" : protocol} sends clear text`,
      instead: 'backend-protocol: "HTTPS"',
      fact: FACTS.clearByProtocol,
    });
  }
  if (value("proxy-ssl-secret") !== "" && protocol === "GRPCS") {
    found.push({
      problem: "no-effect",
      name: "proxy-ssl-secret",
      effect: "proxy-ssl-* does not apply to GRPCS: the backend is not verified",
      instead: null,
      fact: FACTS.grpcs,
    });
  }
  if (value("ssl-passthrough") === "true" && !settings.passthrough.value && settings.sources.flagsObject !== null) {
    found.push({
      problem: "no-effect",
      name: "ssl-passthrough",
      effect: "ssl-passthrough does nothing: the controller runs without --enable-ssl-passthrough",
      instead: "start the controller with --enable-ssl-passthrough",
      fact: FACTS.passthroughNoFlag,
    });
  }
  return found;
}

function verdict(object: KubeObject, settings: NginxSettings, found: Found): SettingVerdict {
  const key = settings.annotationKey(found.name);
  const at = settings.annotationAt(found.name);
  const belief: Belief = specOf(ANNOTATIONS, found.name)?.belief ?? "other";
  return {
    problem: found.problem,
    controller: "ingress-nginx",
    object,
    at,
    key,
    value: annotation(object, key) ?? null,
    effect: found.effect,
    instead: found.instead,
    belief,
    evidence: [evidence(found.fact, object, at)],
  };
}
