import { assumption } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, integer, isFields, list, text, texts } from "../../model/read.ts";
import type { Assumption, Place } from "../../model/report.ts";
import type { HopRole, Protection } from "../../model/words.ts";
import type { Trust } from "../../model/trust.ts";
import { authoritiesOf } from "../authorities.ts";
import type { Trait, World } from "../contract.ts";
import { type Cause, traitOf } from "../gateway-api/cause.ts";
import type { Leg } from "../gateway-api/leg.ts";
import type { Config } from "./config.ts";
import { FACTS } from "./facts.ts";
import { type Protocol, protocolOf } from "./protocols.ts";
import { VERIFIER } from "./verifier.ts";
import { authority, keyPair, parseName } from "./secrets.ts";

export interface Target {
  readonly owner: KubeObject;
  readonly at: FieldPath;
  readonly service: string;
  readonly port: string | number | null;
  readonly role: HopRole;
  /** `services[].protocol` of an HTTPProxy; null where there is none. */
  readonly protocol: string | null;
  /** `services[].validation` of an HTTPProxy. */
  readonly validation: unknown;
  /** Bytes that are passed on. */
  readonly raw: boolean;
}

/** A leg, or why the Service is left out (`missing`), or why the whole object level is refused (`refused`). */
export type Made =
  | { readonly leg: Leg }
  | { readonly missing: Cause; readonly place: Place }
  | { readonly refused: { readonly why: string; readonly cause: Cause } };

/** What Contour dials. Source: EnsureService, getProtocol, LookupUpstreamValidation. */
export function serviceLeg(world: World, config: Config, target: Target): Made {
  const { owner, role } = target;
  const namespace = owner.namespace ?? "default";
  const place: Place = { kind: "service", name: target.service, namespace, port: target.port };
  const service = world.inventory.service(namespace, target.service) ?? null;
  const gone = (text_: string): Made => ({
    missing: { fact: FACTS.serviceMissing, object: owner, at: target.at, text: text_ },
    place,
  });
  const assumptions: Assumption[] = [];
  let found: Protocol = { protocol: "", cause: { fact: FACTS.clear, object: owner, at: target.at } };
  if (service === null) {
    if (world.inventory.whole) return gone(`Service ${namespace}/${target.service} does not exist.`);
    const what = `Service ${namespace}/${target.service}`;
    assumptions.push(assumption(what, "it exists and says nothing of its protocol", "add the Service to the input"));
  } else {
    const ports = list(service.body, "spec", "ports");
    const index = ports.findIndex((entry) =>
      typeof target.port === "string" ? text(entry, "name") === target.port : integer(entry, "port") === target.port,
    );
    const entry = ports[index];
    if (entry === undefined) return gone(`Service ${namespace}/${target.service} has no port ${target.port}.`);
    const isExternal = text(service.body, "spec", "type") === "ExternalName";
    if (isExternal && !config.externalNames) return gone("Services of type ExternalName are switched off.");
    found = protocolOf(service, {
      name: text(entry, "name") ?? null,
      number: integer(entry, "port") ?? 0,
      appProtocol: text(entry, "appProtocol") ?? null,
      index,
    });
  }
  if (target.protocol !== null) {
    found = {
      protocol: target.protocol,
      cause: { fact: FACTS.protocolField, object: owner, at: [...target.at, "protocol"] },
    };
  }
  const leg = (
    protection: Protection,
    causes: readonly Cause[],
    traits: readonly Trait[] = [],
    trust?: Trust,
  ): Made => ({
    leg: {
      role,
      place,
      protection,
      status: null,
      causes,
      assumptions,
      traits,
      ...(trust === undefined ? {} : { trust }),
    },
  });
  const client = clientCertificate(world, config);
  if (client !== null && client.why !== null) {
    const why = `the client certificate cannot be used: ${client.why}`;
    return { refused: { why, cause: { fact: FACTS.clientCertificateMissing, object: config.object, at: config.at } } };
  }
  const tls = found.protocol === "tls" || found.protocol === "h2";
  if (target.raw)
    return tls
      ? leg("broken", [{ fact: FACTS.doubleTls, object: owner, at: target.at }, found.cause])
      : leg("passthrough", [{ fact: FACTS.tcpPassthrough, object: owner, at: target.at }]);
  if (tls && client !== null && client.unfit !== null) {
    const unfit: Cause = { fact: FACTS.clientCertificateUnfit, object: config.object, at: config.at };
    return { leg: { role, place, protection: "broken", status: 503, causes: [unfit], assumptions, traits: [] } };
  }
  const asksValidation = isFields(target.validation) && Object.keys(fields(target.validation)).length > 0;
  if (!tls) {
    const cause: Cause = { fact: FACTS.validationWithoutTls, object: owner, at: [...target.at, "validation"] };
    const why = "validation counts with protocol tls or h2 alone, and the Service is dialled in clear";
    return asksValidation
      ? leg("plaintext", [cause, found.cause], [traitOf("verification-not-in-force", why, cause)])
      : leg("plaintext", [found.cause]);
  }
  assumptions.push(...(client?.assumptions ?? []));
  const shown: Cause[] =
    client === null ? [] : [{ fact: FACTS.clientCertificate, object: config.object, at: config.at }];
  if (!asksValidation)
    return leg("tls-unverified", [found.cause, { fact: FACTS.unverified, object: owner, at: target.at }, ...shown]);
  const why = validationProblem(world, target, namespace, assumptions);
  if (why !== null) {
    const cause: Cause = {
      fact: FACTS.badValidation,
      object: owner,
      at: [...target.at, "validation"],
      text: `${why}.`,
    };
    return { refused: { why, cause } };
  }
  const validated: Cause = { fact: FACTS.validated, object: owner, at: [...target.at, "validation"] };
  return leg(client === null ? "tls-verified" : "mtls", [validated, ...shown], [], trustOf(world, target, namespace));
}

function trustOf(world: World, { owner, at: path, validation }: Target, namespace: string): Trust {
  const by = [...path, "validation"];
  const ca = parseName(text(validation, "caSecret") ?? "", namespace);
  return {
    authorities: authoritiesOf(world, "Secret", ca.namespace, ca.name, "ca.crt"),
    by: { object: owner, at: [...by, "caSecret"] },
    names: [...new Set([text(validation, "subjectName") ?? "", ...texts(validation, "subjectNames")])],
    namedBy: { object: owner, at: [...by, "subjectName"] },
    verifier: VERIFIER,
  };
}

function validationProblem(world: World, target: Target, namespace: string, assumptions: Assumption[]): string | null {
  const { validation } = target;
  const held = authority(world, parseName(text(validation, "caSecret") ?? "", namespace), namespace);
  if (held.why !== null) return `validation.caSecret cannot be used: ${held.why}`;
  assumptions.push(...held.assumptions);
  const name = text(validation, "subjectName") ?? "";
  const names = list(validation, "subjectNames");
  if (name === "") return "validation has no subjectName";
  return names.length > 0 && names[0] !== name ? "subjectName is not the first of subjectNames" : null;
}

function clientCertificate(world: World, { clientCertificate: named }: Config): ReturnType<typeof keyPair> | null {
  return named === null ? null : keyPair(world, named, null);
}

/** One entry of `services` of an HTTPProxy. */
export function proxyTarget(owner: KubeObject, entry: unknown, path: FieldPath, raw: boolean): Target {
  return {
    owner,
    at: path,
    service: text(entry, "name") ?? "",
    port: integer(entry, "port") ?? null,
    role: at(entry, "mirror") === true ? "mirror" : "backend",
    protocol: text(entry, "protocol") ?? null,
    validation: at(entry, "validation"),
    raw,
  };
}
