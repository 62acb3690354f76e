import type { RouteDraft, TraitKind } from "../controllers/contract.ts";
import { placeOf } from "../model/evidence.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { Evidence, Hop, Place } from "../model/report.ts";
import type { Severity } from "../model/words.ts";
import { type PathView, type Problem, type RuleInput, traitsOf } from "./contract.ts";
import { remedyFor } from "./remedies.ts";

/** Whether a controller said one of these things of a route. */
export function has(path: PathView, ...kinds: readonly TraitKind[]): boolean {
  return path.draft.traits.some((trait) => kinds.includes(trait.kind));
}

/** Findings about one hop, with the special ones that speak for them: one defect is told once. */
const SPOKEN_FOR = {
  "no answer": [
    "object-rejected",
    "path-shadowed",
    "verification-breaks-traffic",
    "redirect-leads-nowhere",
    "passthrough-takes-host",
    "freezes-controller",
    "listener-without-certificate",
    "certificate-without-grant",
    "listeners-in-conflict",
    "route-not-attached",
    "ca-reference-unusable",
  ],
  "client in clear beside TLS": [
    "redirect-does-not-happen",
    "client-certificate-bypassed",
    "route-on-plain-listener-too",
    "redirect-leaves-path-out",
  ],
  "client in clear": [
    "redirect-does-not-happen",
    "client-certificate-bypassed",
    "passthrough-ignored",
    "listener-without-certificate",
    "certificate-without-grant",
    "listeners-in-conflict",
  ],
  "backend in clear": [
    "verification-not-in-force",
    "passthrough-ignored",
    "tls-port-without-policy",
    "policy-fails-open",
    "policy-ignored",
  ],
  "backend below the stated level": ["verification-not-in-force", "passthrough-ignored"],
  "backend not verified": [
    "verification-not-in-force",
    "shares-unverified-connections",
    "tls-port-without-policy",
    "skip-verify-beats-policy",
    "policy-fails-open",
    "policy-ignored",
  ],
} as const satisfies Readonly<Record<string, readonly TraitKind[]>>;

/** Whether a special finding of this route speaks for a general one. */
export function isSpokenFor(path: PathView, general: keyof typeof SPOKEN_FOR): boolean {
  return has(path, ...SPOKEN_FOR[general]);
}

interface TraitOptions {
  /** Which of the traits this rule speaks of; all when left out. */
  readonly when?: (path: PathView | undefined) => boolean;
  readonly severity?: (path: PathView | undefined) => Severity;
}

/** One problem for each trait of a kind: the template gets `{why}`, and equal reasons are one cause. */
export function* traitProblems<Id extends string>(
  input: RuleInput,
  slug: string,
  kind: TraitKind,
  message: Id,
  options: TraitOptions = {},
): Generator<Problem<Id>> {
  for (const { trait, path } of traitsOf(input, kind)) {
    if (options.when?.(path) === false) continue;
    const object = trait.object ?? path?.draft.object;
    if (object === undefined) continue;
    const severity = options.severity?.(path);
    yield {
      message,
      data: { why: clause(trait.why) },
      object,
      at: trait.object === null ? (path?.draft.at ?? []) : trait.at,
      ...(path === undefined ? {} : { path }),
      evidence: trait.evidence,
      remedy: trait.remedy ?? remedyFor(slug, path, trait.to),
      ...(severity === undefined ? {} : { severity }),
      cause: `${message}:${trait.why}`,
    };
  }
}

/** A problem of one hop of a route, pointed at the field that decides the hop. */
export function hopProblem<Id extends string>(
  path: PathView,
  hop: Hop,
  slug: string,
  problem: Pick<Problem<Id>, "message" | "data" | "severity" | "cause">,
): Problem<Id> {
  // What to do differs from controller to controller, so a paragraph is about one of them.
  const cause = [problem.cause ?? problem.message, path.instance.id, path.draft.object.kind].join(":");
  return {
    ...problem,
    cause,
    ...decidingField(path.draft, hop.evidence),
    path,
    evidence: hop.evidence,
    remedy: remedyFor(slug, path, hop.to),
  };
}

/** The first evidence that an object states; the route's own declaration where none does. */
function decidingField(
  draft: RouteDraft,
  items: readonly Evidence[],
): { readonly object: KubeObject; readonly at: FieldPath } {
  for (const item of items) {
    const place = placeOf(item);
    if (place !== null) return { object: place.object, at: place.path };
  }
  return { object: draft.object, at: draft.at };
}

/** Evidence about port 80 before the rest: a client hop has evidence for both schemes. */
export function plainHttpFirst(items: readonly Evidence[]): Evidence[] {
  return [...items].sort((a, b) => Number(isAboutPlainHttp(b)) - Number(isAboutPlainHttp(a)));
}

function isAboutPlainHttp(item: Evidence): boolean {
  return /redirect|allow-?http|insecure/i.test(item.field);
}

export function clientHop(path: PathView): Hop | undefined {
  return path.draft.hops.find((hop) => hop.role === "client");
}

/** The hops that carry the route's own requests to its workload. */
export function backendHops(path: PathView): readonly Hop[] {
  const backends = path.draft.hops.filter((hop) => hop.role === "backend");
  return backends.length > 0 ? backends : path.draft.hops.filter((hop) => hop.role === "default-backend");
}

/** Hops beside the route's own requests: authentication, copies, error pages. */
export function extraHops(path: PathView): readonly Hop[] {
  const own = new Set([...backendHops(path), clientHop(path)]);
  return path.draft.hops.filter((hop) => !own.has(hop));
}

/** Certificate authorities fetch their challenge from port 80 in clear. */
export function isAcmeChallenge(path: PathView): boolean {
  return path.route.path.startsWith("/.well-known/acme-challenge");
}

export function placeName({ kind, name, namespace, port }: Place): string {
  const where = namespace === null ? name : `${namespace}/${name}`;
  const withPort = port === null ? where : `${where}:${port}`;
  return kind === "service" ? `Service ${withPort}` : withPort;
}

/** A trait's reason or a fact as the end of a sentence that has no full stop. */
export function clause(text: string): string {
  return text.replace(/\.$/, "");
}
