import { evidence, type Fact } from "../model/evidence.ts";
import { text } from "../model/read.ts";
import type { ClientHop, Hop, Place } from "../model/report.ts";
import type { ControllerId } from "../model/words.ts";
import { admittedClass } from "./claims.ts";
import type { ClaimedIngress, ControllerInstance, ControllerModule, RouteDraft, World } from "./contract.ts";
import { ingressRules } from "./ingress.ts";
import type { AnnotationSpec, AnnotationTable, AnnotationType, Belief } from "./settings-contract.ts";
import { servingGateways } from "./gateway-api/implementation.ts";
import type { Profile } from "./gateway-api/profile.ts";
import { claimByClass } from "./gateway-claims.ts";
import { controllerContainers } from "./workloads.ts";

/** Name (with its prefix), kinds that it is read on, type, and what its author believes to have. */
type Row = readonly [name: string, on: readonly string[], type: AnnotationType, belief: Belief];

interface TableOptions {
  /** Longer prefixes than up to the first `/` are not needed: names are compared whole. */
  readonly prefixes: readonly string[];
  readonly source: string;
  readonly rows: readonly Row[];
  readonly partial?: boolean;
}

/** A table of names, for a controller whose values lasthop does not judge. */
export function namesTable({ prefixes, source, rows, partial = false }: TableOptions): AnnotationTable {
  const annotations = rows.map(([name, on, type, belief]): AnnotationSpec => ({ name, on, type, belief, source }));
  return { prefixes, annotations, notAnnotations: [], unknownName: "ignored", source, partial };
}

/** What is known of a controller's Gateway API, though its Ingress is not modelled. */
interface KnownGateways {
  /** Values of `GatewayClass.spec.controllerName` (exact, or a prefix ending in `*`). */
  readonly controllers: readonly string[];
  /** Names that its chart gives to classes. */
  readonly classes: readonly string[];
  profile(version: string | null): Profile;
}

interface Unmodelled {
  readonly id: ControllerId;
  readonly title: string;
  readonly ingressClassControllers: readonly string[];
  readonly conventionalClasses: readonly string[];
  readonly sharedClasses?: readonly string[];
  readonly images: readonly RegExp[];
  readonly annotations: AnnotationTable;
  readonly gateways?: KnownGateways;
}

/**
 * A controller that lasthop knows by name and by its annotations, and whose TLS it does not model: its routes are
 * listed, and their hops are unknown with the reason. Of its Gateways it says what is known.
 */
export function unmodelled({ gateways, ...known }: Unmodelled): ControllerModule {
  return {
    ...known,
    inOutline: true,
    ...(gateways === undefined
      ? {}
      : { gatewayControllers: gateways.controllers, conventionalGatewayClasses: gateways.classes }),
    instances: (world) =>
      controllerContainers(world.inventory, known.images).map((container) =>
        withGateways(
          world,
          instance(known, world, container.version, `${container.object.namespace}/${container.object.name}`, true, [
            evidence(fact(known), container.object, [...container.at, "image"], `This workload runs ${known.title}.`),
          ]),
          gateways,
        ),
      ),
    assumed: (world) => {
      const version = world.given.find((item) => item.id === known.id)?.version ?? null;
      return withGateways(world, instance(known, world, version, "assumed", false, []), gateways);
    },
  };
}

function withGateways(world: World, plain: ControllerInstance, known: KnownGateways | undefined): ControllerInstance {
  if (known === undefined) return plain;
  const made: ControllerInstance = {
    ...plain,
    claimsGateway: (_, gatewayClass) => claimByClass(known.controllers, gatewayClass),
    serving: (claimed) => servingGateways(world, made, claimed, () => known.profile(plain.version)),
  };
  return made;
}

function fact({ title, annotations }: Unmodelled): Fact {
  return {
    text: `${title} serves this route; lasthop reads its annotations and does not model its TLS.`,
    reference: annotations.source,
    basis: "documented",
  };
}

function instance(
  known: Unmodelled,
  world: World,
  version: string | null,
  name: string,
  declared: boolean,
  because: ControllerInstance["because"],
): ControllerInstance {
  return {
    id: known.id,
    version,
    name,
    because,
    declared,
    annotationPrefixes: known.annotations.prefixes,
    claims: (ingress) => {
      const className = admittedClass(world, ingress);
      const found =
        className === null ? undefined : world.inventory.find("IngressClass.networking.k8s.io", null, className);
      const controller = text(found?.body, "spec", "controller") ?? "";
      const matches = known.ingressClassControllers.some((pattern) =>
        pattern.endsWith("*") ? controller.startsWith(pattern.slice(0, -1)) : pattern === controller,
      );
      return found !== undefined && matches
        ? {
            because: [evidence(fact(known), found, ["spec", "controller"], `The class is for ${known.title}.`)],
            assumptions: [],
          }
        : null;
    },
    routes: (claimed) => claimed.flatMap((item) => drafts(known, item)),
    traits: [],
    settings: [],
  };
}

const NO_CLIENT: ClientHop = {
  http: "refused",
  redirectStatus: null,
  redirectTo: null,
  https: "refused",
  certificate: { kind: "none" },
  clientCertificate: "none",
};

function drafts(known: Unmodelled, { ingress }: ClaimedIngress): RouteDraft[] {
  const controller: Place = { kind: "controller", name: known.id, namespace: null, port: null };
  return ingressRules(ingress).map((rule) => {
    const items = [evidence(fact(known), ingress, rule.at)];
    const hop = { protection: "unknown", by: "none", status: null, assumptions: [] } as const;
    const hops: Hop[] = [
      {
        ...hop,
        evidence: items,
        assumptions: [],
        from: { kind: "client", name: "client", namespace: null, port: null },
        to: controller,
        role: "client",
      },
      { ...hop, evidence: items, assumptions: [], from: controller, to: rule.place, role: "backend" },
    ];
    return {
      object: ingress,
      at: rule.at,
      host: rule.host,
      path: rule.path,
      pathType: rule.pathType,
      because: [],
      client: NO_CLIENT,
      hops,
      traits: [],
    };
  });
}
