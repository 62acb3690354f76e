import type { KubeObject } from "../../model/objects.ts";
import type { Assumption, Place } from "../../model/report.ts";
import type { HopRole, Protection } from "../../model/words.ts";
import type { Trust } from "../../model/trust.ts";
import type { HopDraft, Trait, World } from "../contract.ts";
import { type Cause, evidenceOf } from "./cause.ts";
import type { BackendRef } from "./references.ts";
import type { GatewayRoute } from "./routes.ts";

/** A request that leaves the gateway: to a backend, to a mirror, to who decides whether it may pass. */
export interface Leg {
  readonly role: HopRole;
  readonly place: Place;
  readonly protection: Protection;
  /** For broken ones: what the client sees. */
  readonly status: number | null;
  readonly causes: readonly Cause[];
  readonly assumptions: readonly Assumption[];
  readonly traits: readonly Trait[];
  readonly trust?: Trust;
}

/** Everything that decides about one backendRef. */
export interface LegContext {
  readonly world: World;
  readonly gateway: KubeObject;
  readonly route: GatewayRoute;
  readonly ref: BackendRef;
  readonly role: HopRole;
  /** Protocol of the listener that the request comes by. */
  readonly protocol: string;
  /** What the listener does with the bytes before they leave: they are passed through where it does not end TLS. */
  readonly mode: "http" | "terminated" | "raw";
}

export function placeOfRef(ref: BackendRef): Place {
  const kind = ref.kind === "Service" && ref.group === "" ? "service" : "external";
  return { kind, name: ref.name, namespace: ref.namespace, port: ref.port };
}

export function legOf(
  context: LegContext,
  protection: Protection,
  causes: readonly Cause[],
  more: Partial<Leg> = {},
): Leg {
  return {
    role: context.role,
    place: placeOfRef(context.ref),
    protection,
    status: null,
    causes,
    assumptions: [],
    traits: [],
    ...more,
  };
}

export function brokenLeg(context: LegContext, cause: Cause, status: number | null, more: Partial<Leg> = {}): Leg {
  return legOf(context, "broken", [cause], { status, ...more });
}

export function hopOf(leg: Leg, controller: Place): HopDraft {
  const { protection } = leg;
  const nobody = protection === "plaintext" || protection === "broken" || protection === "unknown";
  return {
    from: controller,
    to: leg.place,
    role: leg.role,
    protection,
    by: nobody ? "none" : protection === "passthrough" ? "application" : "controller",
    status: leg.status,
    evidence: evidenceOf(leg.causes),
    assumptions: [...leg.assumptions],
    ...(leg.trust === undefined ? {} : { trust: leg.trust }),
  };
}
