import { absence } from "../../inventory/named-secrets.ts";
import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { list, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { keyPairText } from "../key-pairs.ts";
import type { Cause } from "./cause.ts";
import { type ClientCheck, frontendCheck, NO_CHECK } from "./client-check.ts";
import { conflicts } from "./conflicts.ts";
import { SPEC_FACTS } from "./facts.ts";
import { granted } from "./grants.ts";
import { GROUP } from "./kinds.ts";
import { isPassthrough, isTls, type Listener, listenersOf } from "./listeners.ts";
import type { Profile } from "./profile.ts";
import { readSecretRef, type Reference } from "./references.ts";

/** A listener with what the implementation makes of it. */
export interface ServedListener extends Listener {
  /** Why nothing answers on it; null where it is served. */
  readonly problem: ListenerProblem | null;
  /** Certificates that can be used, in order. */
  readonly certificates: readonly Reference[];
  /** A certificate that no Secret of the cluster holds. */
  readonly external: string | null;
  readonly assumptions: readonly Assumption[];
  readonly client: ClientCheck;
}

export interface ListenerProblem {
  readonly kind: "certificate" | "no-grant" | "conflict" | "client-validation" | "unsupported";
  readonly why: string;
  readonly cause: Cause;
}

export function servedListeners(world: World, gateway: KubeObject, profile: Profile): ServedListener[] {
  const checked = listenersOf(world, gateway, profile).map((listener) => check(world, listener, profile));
  const lost = conflicts(
    checked.filter(({ problem }) => problem === null || profile.conflicts === "first-wins"),
    profile.conflicts ?? "none-wins",
  );
  return checked.map((listener) => {
    const why = lost.get(listener);
    if (why === undefined || listener.problem !== null) return listener;
    const cause: Cause = { fact: SPEC_FACTS.conflict, object: listener.owner, at: listener.at, text: sentence(why) };
    return { ...listener, problem: { kind: "conflict", why, cause } };
  });
}

function check(world: World, listener: Listener, profile: Profile): ServedListener {
  const spec = frontendCheck(world, listener, profile);
  const client = isTls(listener) ? (profile.clientCheck?.(world, listener, spec) ?? spec) : NO_CHECK;
  const base: ServedListener = {
    ...listener,
    problem: null,
    certificates: [],
    external: null,
    assumptions: [],
    client,
  };
  const outside =
    isTls(listener) && !isPassthrough(listener) ? (profile.externalCertificate?.(listener) ?? null) : null;
  if (outside !== null && list(listener.body, "tls", "certificateRefs").length === 0)
    return { ...base, external: outside };
  const wrong =
    shapeProblem(listener) ??
    (profile.keepsValidKinds === true ? null : kindsProblem(listener)) ??
    profile.refusesListener?.(listener) ??
    null;
  const lacks = listener.protocol === "HTTPS" && listener.mode === null;
  if (wrong !== null)
    return { ...base, problem: { ...unsupported(listener, wrong), kind: lacks ? "certificate" : "unsupported" } };
  const certified = isTls(listener) && !isPassthrough(listener) ? certify(world, listener, profile, base) : base;
  if (certified.problem !== null || client.broken === null || client.broken.status !== null) return certified;
  const { why, cause } = client.broken;
  return { ...certified, problem: { kind: "client-validation", why, cause } };
}

function unsupported(listener: Listener, why: string): ListenerProblem {
  const cause: Cause = { fact: SPEC_FACTS.unsupported, object: listener.owner, at: listener.at, text: sentence(why) };
  return { kind: "unsupported", why, cause };
}

const KINDS_OF: Readonly<Record<string, readonly string[]>> = {
  HTTP: ["HTTPRoute", "GRPCRoute"],
  HTTPS: ["HTTPRoute", "GRPCRoute"],
  TLS: ["TLSRoute", "TCPRoute"],
  TCP: ["TCPRoute"],
  UDP: ["UDPRoute"],
};

/** Route kinds that a listener takes: those of its protocol, narrowed by allowedRoutes.kinds. */
export function kindsOf(listener: Listener): readonly string[] {
  const own = isPassthrough(listener) ? ["TLSRoute"] : (KINDS_OF[listener.protocol] ?? []);
  const wanted = list(listener.body, "allowedRoutes", "kinds");
  if (wanted.length === 0) return own;
  return wanted
    .filter((kind) => (text(kind, "group") ?? GROUP) === GROUP)
    .map((kind) => text(kind, "kind") ?? "")
    .filter((kind) => own.includes(kind));
}

function shapeProblem(listener: Listener): string | null {
  const { protocol, mode, body } = listener;
  if (KINDS_OF[protocol] === undefined) return `protocol ${JSON.stringify(protocol)} is not supported`;
  if (!isTls(listener) && mode !== null) return `a listener of protocol ${protocol} must not have tls`;
  if (protocol === "HTTPS" && mode === null) return "an HTTPS listener needs tls with a certificate";
  if (protocol === "HTTPS" && mode !== "Terminate") return `an HTTPS listener cannot have tls.mode ${mode}`;
  if (protocol === "TLS" && mode === null) return "a TLS listener needs tls with its mode";
  if (isPassthrough(listener) && list(body, "tls", "certificateRefs").length > 0)
    return "a listener with mode Passthrough must not name certificates";
  return null;
}

function kindsProblem(listener: Listener): string | null {
  const kinds = list(listener.body, "allowedRoutes", "kinds");
  if (kinds.length === 0 || kindsOf(listener).length === kinds.length) return null;
  const names = kinds.map((kind) => text(kind, "kind") ?? "").join(", ");
  return `allowedRoutes.kinds names ${names}, and protocol ${listener.protocol} takes ${(KINDS_OF[listener.protocol] ?? []).join(" and ")}`;
}

function certify(world: World, listener: Listener, profile: Profile, base: ServedListener): ServedListener {
  const { owner } = listener;
  const here = [...listener.at, "tls"];
  const refs = list(listener.body, "tls", "certificateRefs").map((ref, index) =>
    readSecretRef(owner, ref, [...here, "certificateRefs", index]),
  );
  const usable: Reference[] = [];
  const assumptions: Assumption[] = [];
  let first: ListenerProblem | null = null;
  for (const ref of refs) {
    const bad = refusal(world, listener, ref, profile, assumptions);
    if (bad === null) usable.push(ref);
    else first ??= bad;
  }
  const enough = profile.needsAllCertificates === true ? first === null : true;
  if (usable.length > 0 && enough) return { ...base, certificates: usable, assumptions };
  const fact = profile.facts.noCertificate ?? SPEC_FACTS.noCertificate;
  const none: ListenerProblem = {
    kind: "certificate",
    why: "it names no certificate",
    cause: { fact, object: owner, at: here, text: "The listener names no certificate and is not programmed." },
  };
  return { ...base, problem: first ?? none, assumptions };
}

function refusal(
  world: World,
  listener: Listener,
  ref: Reference,
  profile: Profile,
  assumptions: Assumption[],
): ListenerProblem | null {
  const bad = (
    why: string,
    kind: ListenerProblem["kind"] = "certificate",
    fact = profile.facts.noCertificate ?? SPEC_FACTS.noCertificate,
  ): ListenerProblem => ({
    kind,
    why,
    cause: { fact, object: listener.owner, at: ref.at, text: sentence(why) },
  });
  if (ref.kind !== "Secret" || ref.group !== "") {
    const kind = ref.group === "" ? ref.kind : `${ref.kind} of ${ref.group}`;
    return bad(`certificateRefs names a ${kind}, not a Secret of the core group`);
  }
  const where = `Secret ${ref.namespace}/${ref.name}`;
  const leave = granted(world, listener.owner, ref);
  if (leave === "no")
    return bad(`no ReferenceGrant in ${ref.namespace} lets the ${listener.owner.kind} use ${where}`, "no-grant");
  if (leave === "unseen") {
    const by = `add the ReferenceGrant of namespace ${ref.namespace} to the input`;
    assumptions.push(assumption(`a ReferenceGrant for ${where}`, "there is one", by));
  }
  const held = world.inventory.secret(ref.namespace, ref.name);
  if (held.state === "missing") return bad(`${where} ${absence(world.inventory, ref)}`);
  if (held.state !== "present") {
    if (held.state === "unseen")
      assumptions.push(assumption(where, "it holds a certificate and its key", `add ${where} to the input`));
    return null;
  }
  const type = held.secret.secret?.type ?? null;
  if (profile.secretType !== null && type !== null && type !== profile.secretType)
    return bad(`${where} is of type ${type}, not ${profile.secretType}`);
  const state = world.certificates.keyPair(held.secret);
  if (state !== "usable") return bad(`${where} ${keyPairText(held.secret, state)}`);
  const { refusesEnded } = profile;
  const ended = refusesEnded === undefined ? null : world.certificates.outOfForce(held.secret, "tls.crt", world.now);
  if (ended === null) return null;
  const of = ended.place === 0 ? "whose certificate" : "whose chain holds a certificate that";
  const fact = ended.place === 0 ? refusesEnded?.leaf : refusesEnded?.chain;
  return bad(`${profile.title} refuses ${where}, ${of} ${ended.how}`, "certificate", fact);
}

function sentence(why: string): string {
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
