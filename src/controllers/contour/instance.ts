import { evidence } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, integer, list, text } from "../../model/read.ts";
import type { Place } from "../../model/report.ts";
import type { Claim, ClaimedIngress, ControllerInstance, RouteDraft, World } from "../contract.ts";
import { claimByClass } from "../gateway-claims.ts";
import { servingGateways } from "../gateway-api/implementation.ts";
import { controllerContainers } from "../workloads.ts";
import { type Config, configOf, DEFAULTS } from "./config.ts";
import { draftsOf } from "./drafts.ts";
import { FACTS } from "./facts.ts";
import { profileOf } from "./gateway.ts";
import { ingressRoutes, secureHosts } from "./ingress.ts";
import { inspectIngress, serviceSettings } from "./inspect.ts";
import { declaredRoutes, type Listeners, proxyRoutes, type Refusal } from "./proxies.ts";
import { VirtualHosts } from "./virtual-hosts.ts";

export const IMAGES = [/(?:^|\/)projectcontour\/contour$/, /(?:^|\/)bitnami(?:legacy)?\/contour$/];
export const GATEWAY_CONTROLLER = "projectcontour.io/gateway-controller";
const PROXIES = "HTTPProxy.projectcontour.io";

export function declaredInstances(world: World): ControllerInstance[] {
  const found = controllerContainers(world.inventory, IMAGES)
    .filter(({ container }) => isServing(container) || isProvisioner(container))
    .map((container) => ({ container, config: configOf(world, container) }));
  const running = found.filter(({ container }) => !isProvisioner(container.container));
  // Those that the provisioner starts serve Ingress and HTTPProxy too, unless its parameters say otherwise.
  const serving = running.length > 0 ? running : found;
  const lost = world.inventory
    .all(PROXIES)
    .filter((proxy) => !serving.some(({ config }) => isServed(config, classOf(proxy))));
  return found.map(({ container, config }) => {
    const because = [evidence(FACTS.workload, container.object, [...container.at, "image"])];
    const name = `${container.object.namespace}/${container.object.name}`;
    const provisions = isProvisioner(container.container);
    const unclaimed = container === serving[0]?.container ? lost : [];
    const serves = serving.some((item) => item.container === container);
    return make(world, config, { version: container.version, name, because, provisions, serves, unclaimed });
  });
}

function words(container: unknown): string {
  const value = container as { readonly args?: unknown; readonly command?: unknown };
  return JSON.stringify([value.command, value.args]);
}

function isServing(container: unknown): boolean {
  return words(container).includes('"serve"');
}

function isProvisioner(container: unknown): boolean {
  return words(container).includes('"gateway-provisioner"');
}

/** Contour with its defaults. */
export function supposedInstance(world: World): ControllerInstance {
  const version = world.given.find((item) => item.id === "contour")?.version ?? null;
  const known = { version, name: "assumed", because: [], provisions: true, serves: true, unclaimed: [] };
  return { ...make(world, DEFAULTS, known), declared: false };
}

interface Known extends Pick<ControllerInstance, "version" | "name" | "because"> {
  /** It serves every Gateway of its class. */
  readonly provisions: boolean;
  /** It serves Ingress and HTTPProxy. */
  readonly serves: boolean;
  /** HTTPProxies of classes that no Contour of the input serves. */
  readonly unclaimed: readonly KubeObject[];
}

function make(world: World, config: Config, { provisions, serves, unclaimed, ...known }: Known): ControllerInstance {
  const controller: Place = {
    kind: "controller",
    name: known.name === "assumed" ? "contour" : known.name,
    namespace: null,
    port: null,
  };
  const instance: ControllerInstance = {
    id: "contour",
    ...known,
    declared: true,
    annotationPrefixes: ["projectcontour.io/", "ingress.kubernetes.io/"],
    claims: (ingress) => (serves ? claim(config, ingress) : null),
    routes: (claimed) => {
      if (!serves) return [];
      return routes(world, config, claimed, { controller, unclaimed, all: known.name === "assumed" });
    },
    traits: [],
    claimsGateway: (gateway, gatewayClass) => claimGateway(config, provisions, gateway, gatewayClass),
    serving: (claimed) => servingGateways(world, instance, claimed, () => profileOf(config)),
    inspect: inspectIngress,
    get settings() {
      return serviceSettings(world);
    },
  };
  return instance;
}

function claimGateway(
  config: Config,
  provisions: boolean,
  gateway: KubeObject,
  gatewayClass: KubeObject | null,
): Claim | null {
  const { gateway: ref } = config;
  if (ref !== null) {
    const fits = ref.namespace === gateway.namespace && ref.name === gateway.name;
    return fits ? { because: [evidence(FACTS.gatewayRef, config.object, config.at)], assumptions: [] } : null;
  }
  return provisions ? claimByClass([GATEWAY_CONTROLLER], gatewayClass) : null;
}

/** The annotation before the field; names alone are compared. Source: internal/ingressclass/ingressclass.go. */
function classOf(object: KubeObject): string {
  return (
    annotation(object, "projectcontour.io/ingress.class") ??
    annotation(object, "kubernetes.io/ingress.class") ??
    text(object.body, "spec", "ingressClassName") ??
    ""
  );
}

function isServed({ classes }: Config, name: string): boolean {
  return classes.length === 0 ? name === "" || name === "contour" : classes.includes(name);
}

function isWatched({ watched }: Config, object: KubeObject): boolean {
  return watched.length === 0 || watched.includes(object.namespace ?? "default");
}

function claim(config: Config, ingress: KubeObject): Claim | null {
  if (!isServed(config, classOf(ingress)) || !isWatched(config, ingress)) return null;
  const at = text(ingress.body, "spec", "ingressClassName") === undefined ? ["spec"] : ["spec", "ingressClassName"];
  return { because: [evidence(FACTS.className, ingress, at)], assumptions: [] };
}

/** What keeps Contour from starting. Source: getExtensionSvcConfig. */
function stoppedBy(world: World, { object, at, globalAuthorization: named }: Config): Refusal | null {
  if (named === null || !world.inventory.whole) return null;
  const { namespace, name } = named;
  if (world.inventory.find("ExtensionService.projectcontour.io", namespace, name) !== undefined) return null;
  const why = `Contour does not start: ExtensionService ${namespace}/${name} does not exist`;
  return { why, cause: { fact: FACTS.notStarting, object, at, text: `${why}.` } };
}

/** One listener of each kind, or those that the Gateway has. Source: ListenerProcessor, ValidateListeners. */
function listenersOf(world: World, config: Config): Listeners {
  const { gateway: ref } = config;
  const gateway =
    ref === null ? undefined : world.inventory.find("Gateway.gateway.networking.k8s.io", ref.namespace, ref.name);
  if (gateway === undefined) return { plain: 1, secure: 1 };
  const ports = (protocols: readonly string[]): number =>
    new Set(
      list(gateway.body, "spec", "listeners")
        .filter((listener) => protocols.includes(text(listener, "protocol") ?? ""))
        .map((listener) => integer(listener, "port")),
    ).size;
  return { plain: ports(["HTTP"]), secure: ports(["HTTPS", "TLS"]) };
}

interface Around {
  readonly controller: Place;
  readonly unclaimed: readonly KubeObject[];
  /** Whatever its class: a Contour that is only supposed is supposed to serve it. */
  readonly all: boolean;
}

function routes(
  world: World,
  config: Config,
  claimed: readonly ClaimedIngress[],
  { controller, unclaimed, all }: Around,
): RouteDraft[] {
  const hosts = new VirtualHosts();
  const listeners = listenersOf(world, config);
  if (listeners.secure === 1) secureHosts(world, claimed, hosts);
  const fromIngress = ingressRoutes(world, config, claimed, hosts, { listeners, stopped: stoppedBy(world, config) });
  const own = world.inventory.all(PROXIES).filter((proxy) => all || isServed(config, classOf(proxy)));
  const proxies = own.filter((proxy) => isWatched(config, proxy));
  const fromProxies = [
    ...proxyRoutes(world, config, proxies, hosts, listeners),
    ...own
      .filter((proxy) => !proxies.includes(proxy))
      .flatMap((proxy) => {
        const why = `namespace ${proxy.namespace} is not one of --watch-namespaces`;
        const cause = { fact: FACTS.watched, object: proxy, at: [] };
        return declaredRoutes(world, config, proxy, own, { why, cause });
      }),
    ...unclaimed.flatMap((proxy) => {
      const why = `no Contour of the input serves class ${JSON.stringify(classOf(proxy))}`;
      return declaredRoutes(world, config, proxy, proxies, {
        why,
        cause: { fact: FACTS.className, object: proxy, at: ["spec"] },
      });
    }),
  ];
  const because = (draft: RouteDraft): RouteDraft =>
    draft.object.kind === "HTTPProxy"
      ? { ...draft, because: [evidence(FACTS.proxyClass, draft.object, ["spec"])] }
      : draft;
  return [...fromIngress, ...fromProxies].flatMap((route) => draftsOf(world, hosts, route, controller).map(because));
}
