import type { Claims, UnclaimedIngress } from "../controllers/claims.ts";
import type { Claim, ControllerInstance, RouteDraft } from "../controllers/contract.ts";
import { ingressRules } from "../controllers/ingress.ts";
import { evidence, type Fact } from "../model/evidence.ts";
import { refOf, text } from "../model/read.ts";
import type { ClientHop, Hop, Route, Source } from "../model/report.ts";
import type { BackendProofs } from "./backend-proofs.ts";
import { type ControllerId, type Pattern, weakestOf } from "../model/words.ts";

/** A route with what it was made of. The shape is the one that `rules/` reads. */
export interface JoinedPath {
  readonly route: Route;
  readonly draft: RouteDraft;
  readonly instance: ControllerInstance;
}

export interface JoinedPaths {
  readonly paths: readonly JoinedPath[];
  readonly instances: readonly ControllerInstance[];
}

/**
 * Asks every controller for its routes and joins them into one path per (controller, host, path).
 * @param proofs looks at what verified hops are verified with
 */
export function joinPaths(claims: Claims, proofs: BackendProofs): JoinedPaths {
  const paths: JoinedPath[] = [];
  const ids = new Map<string, number>();
  const add = (instance: ControllerInstance, described: RouteDraft): void => {
    const draft = proofs.judge(described);
    paths.push({ route: new JoinedRoute(instance, draft, uniqueId(ids, instance, draft)), draft, instance });
  };
  for (const [instance, ingresses] of claims.byInstance) {
    const claimOf = new Map(ingresses.map(({ ingress, claim }) => [ingress, claim]));
    for (const draft of instance.routes(ingresses)) add(instance, withClaim(draft, claimOf.get(draft.object)));
  }
  for (const unclaimed of claims.unclaimed) {
    const instance = nobody(unclaimed);
    for (const draft of unclaimedDrafts(unclaimed, claims.onlyOne)) add(instance, draft);
  }
  paths.sort((a, b) => compareText(a.route.host, b.route.host) || compareText(a.route.id, b.route.id));
  return { paths, instances: claims.instances };
}

/** What was supposed about who serves an Ingress belongs to its first hop; controllers need not repeat it. */
function withClaim(draft: RouteDraft, claim: Claim | undefined): RouteDraft {
  const [first, ...others] = draft.hops;
  if (claim === undefined || first === undefined) return draft;
  if (claim.assumptions.length === 0 && draft.because.length === 0) return { ...draft, because: claim.because };
  const known = new Set(first.assumptions.map((item) => item.fact));
  const added = claim.assumptions.filter((item) => !known.has(item.fact));
  const because = [...new Set([...draft.because, ...claim.because])];
  return { ...draft, because, hops: [{ ...first, assumptions: [...first.assumptions, ...added] }, ...others] };
}

/** A route whose source is resolved when asked for. */
class JoinedRoute implements Route {
  readonly id: string;
  readonly controller: Route["controller"];
  readonly host: string;
  readonly path: string;
  readonly pathType: Route["pathType"];
  readonly port: number | null;
  readonly client: ClientHop;
  readonly hops: Hop[];
  readonly pattern: Pattern;
  readonly weakest: Route["weakest"];
  readonly #draft: RouteDraft;

  constructor(instance: ControllerInstance, draft: RouteDraft, id: string) {
    this.id = id;
    this.#draft = draft;
    this.controller = {
      id: instance.id,
      version: instance.version,
      because: [...draft.because, ...instance.because],
    };
    this.host = draft.host;
    this.path = draft.path;
    this.pathType = draft.pathType;
    this.port = draft.port ?? null;
    this.client = draft.client;
    this.hops = [...draft.hops];
    this.weakest = weakestOf(draft.hops.map((hop) => hop.protection));
    this.pattern = patternOf(draft.client, draft.hops);
  }

  get object(): Route["object"] {
    return refOf(this.#draft.object);
  }

  get source(): Source | null {
    return this.#draft.object.origin.locate(this.#draft.at);
  }

  toJSON(): Route {
    const { id, object, source, controller, host, path, pathType, port, client, hops, pattern, weakest } = this;
    return { id, object, source, controller, host, path, pathType, port, client, hops, pattern, weakest };
  }
}

/**
 * The name of a route: what happens to a client's TLS, then what the controller dials.
 * A route whose only certificate is the controller's own and that is served in clear on port 80 is `plaintext`:
 * no client that verifies gets in by TLS.
 */
export function patternOf(client: ClientHop, hops: readonly Hop[]): Pattern {
  const backends = hops.filter((hop) => hop.role === "backend" || hop.role === "default-backend");
  const backend = backends.length === 0 ? null : weakestOf(backends.map((hop) => hop.protection));
  if (client.https === "refused" && client.http === "refused") {
    return hops.some((hop) => hop.protection === "unknown") ? "unknown" : "broken";
  }
  if (backend === "broken") return "broken";
  if (backend === "unknown") return "unknown";
  if (client.https === "passes-through") return "passthrough";
  const clientTls =
    client.https === "terminates" && !(client.http === "serves" && client.certificate.kind === "controller-default");
  if (!clientTls) return "plaintext";
  if (backend === null || backend === "plaintext") return "edge";
  return backend === "passthrough" ? "passthrough" : "re-encrypt";
}

function uniqueId(ids: Map<string, number>, instance: ControllerInstance, draft: RouteDraft): string {
  const { object } = draft;
  const where = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
  const suffix = draft.port === undefined ? "" : `:${draft.port}`;
  const id = `${instance.id}:${object.kind}/${where}:${draft.host}${suffix}${draft.path}`;
  const seen = ids.get(id) ?? 0;
  ids.set(id, seen + 1);
  return seen === 0 ? id : `${id}#${seen + 1}`;
}

const NOT_CLAIMED: Fact = {
  text: "No controller in the input claims this Ingress.",
  reference: "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
  basis: "documented",
};

const NO_CLIENT: ClientHop = {
  http: "refused",
  redirectStatus: null,
  redirectTo: null,
  https: "refused",
  certificate: { kind: "none" },
  clientCertificate: "none",
};

function nobody(unclaimed: UnclaimedIngress): ControllerInstance {
  const id: ControllerId = "unknown";
  return {
    id,
    version: null,
    name: unclaimed.className ?? "no class",
    because: [],
    declared: false,
    annotationPrefixes: [],
    claims: () => null,
    routes: () => [],
    traits: [],
    settings: [],
  };
}

/**
 * Where nobody serves it: 404, with the certificate that the only controller there is shows to everybody.
 * Otherwise the missing fact is named.
 */
function unclaimedDrafts(unclaimed: UnclaimedIngress, onlyOneController: boolean): RouteDraft[] {
  const { ingress, className, reason, certain: served } = unclaimed;
  const path = text(ingress.body, "spec", "ingressClassName") === undefined ? ["spec"] : ["spec", "ingressClassName"];
  const cause = evidence(
    NOT_CLAIMED,
    ingress,
    path,
    `${className === null ? "No class is named" : `Class "${className}"`}: ${reason}.`,
  );
  return ingressRules(ingress).map((rule) => {
    const hop: Hop = {
      from: { kind: "controller", name: className ?? "no class", namespace: null, port: null },
      to: rule.place,
      role: "backend",
      protection: served ? "broken" : "unknown",
      by: "none",
      status: served ? 404 : null,
      evidence: [cause],
      assumptions: served
        ? []
        : [
            {
              fact: "which controller serves this Ingress",
              assumed: "nothing: the verdict is unknown",
              supply:
                "add the IngressClass and the controller's Deployment to the input, or pass --controller ID=VERSION",
            },
          ],
    };
    return {
      object: ingress,
      at: rule.at,
      host: rule.host,
      path: rule.path,
      pathType: rule.pathType,
      because: [cause],
      client: served && onlyOneController ? { ...NO_CLIENT, certificate: { kind: "controller-default" } } : NO_CLIENT,
      hops: [
        {
          ...hop,
          role: "client",
          from: { kind: "client", name: "client", namespace: null, port: null },
          to: hop.from,
        },
        hop,
      ],
      traits: [],
    };
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
