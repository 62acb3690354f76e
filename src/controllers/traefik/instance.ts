import { evidence } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, labels, list, text, texts } from "../../model/read.ts";
import type { Place } from "../../model/report.ts";
import { admittedClass } from "../claims.ts";
import type { Claim, ClaimedGateway, ClaimedIngress, ControllerInstance, RouteDraft, World } from "../contract.ts";
import { refusedDrafts } from "../gateway-api/drafts.ts";
import { gatewayTraits } from "../gateway-api/implementation.ts";
import { type View, viewOf } from "../gateway-api/view.ts";
import { claimByClass } from "../gateway-claims.ts";
import { chartValues } from "../helm-values.ts";
import { controllerContainers, versionOfTag } from "../workloads.ts";
import { routeRouters } from "./crd-provider.ts";
import type { Cause, Dynamic, Loaded, Router, TcpRouter } from "./dynamic.ts";
import { entryPoints } from "./entry-points.ts";
import { Evaluation } from "./evaluate.ts";
import { FACTS } from "./facts.ts";
import { ingressRouters, LAST } from "./ingress-provider.ts";
import { inspectObject } from "./inspect.ts";
import { claimsNginxClass } from "./ingress-nginx-provider/claims.ts";
import { nginxRouters } from "./ingress-nginx-provider/routers.ts";
import type { Referrer } from "./references.ts";
import { httpDraft, tcpDraft } from "./routes.ts";
import { listenerCertificates } from "./gateway-provider/certificates.ts";
import { profileOf } from "./gateway-provider/profile.ts";
import { gatewayRouters } from "./gateway-provider/routers.ts";
import type { ServiceOptions } from "./services.ts";
import { fromChart, fromContainer, type StaticConfig, supposedConfig } from "./static-config.ts";
import { Certificates, load, TlsOptions } from "./tls.ts";
import { tcpRouters } from "./tcp-provider.ts";
import type { TraefikWorld } from "./traefik-world.ts";

export const IMAGES = [/^(?:[^/]+\/)*(?:library\/)?traefik$/, /(?:^|\/)traefik\/traefik(?:ee)?$/];
const INGRESS_CLASS = "IngressClass.networking.k8s.io";
const CONTROLLER = "traefik.io/ingress-controller";
export const GATEWAY_CONTROLLER = "traefik.io/gateway-controller";

export function declaredInstances(world: World): ControllerInstance[] {
  const given = givenVersion(world);
  const workloads = controllerContainers(world.inventory, IMAGES);
  if (workloads.length > 0) {
    return workloads.map((container) => {
      const config = fromContainer(world, container, container.version ?? given);
      const because = [evidence(FACTS.workload, container.object, [...container.at, "image"])];
      return make(world, config, `${container.object.namespace}/${container.object.name}`, true, because);
    });
  }
  return chartValues(world.inventory, "traefik").map((chart) => {
    const version = versionOfTag(text(chart.values, "image", "tag") ?? null) ?? given;
    const because = [evidence(FACTS.chart, chart.object, chart.at)];
    return make(world, fromChart(chart, version), `${chart.namespace}/${chart.release}`, true, because);
  });
}

/** Traefik with the chart's defaults; null where nothing in the input is for it. */
export function supposedInstance(world: World): ControllerInstance {
  return make(world, supposedConfig(givenVersion(world)), "assumed", false, []);
}

function givenVersion(world: World): string | null {
  return world.given.find((item) => item.id === "traefik")?.version ?? null;
}

function make(
  world: World,
  config: StaticConfig,
  name: string,
  declared: boolean,
  because: ControllerInstance["because"],
): ControllerInstance {
  const referrer: Referrer = {
    world,
    crdProvider: config.section("providers.kubernetescrd") !== null,
    crossNamespace: config.flag("providers.kubernetescrd.allowcrossnamespace"),
    hasPlugin: (name) =>
      config.object === null ||
      ["plugins", "localplugins"].some((kind) => config.section(`experimental.${kind}.${name}`) !== null),
    hasProvider: (name) => config.section(`providers.${name}`) !== null,
  };
  const serviceOptions = (provider: string): ServiceOptions => ({
    allowsExternalNames: config.flag(`providers.${provider}.allowexternalnameservices`),
    allowsEmpty: config.flag(`providers.${provider}.allowemptyservices`),
    nativeLb: config.flag(`providers.${provider}.nativelbbydefault`),
  });
  const traefik: TraefikWorld = {
    world,
    config,
    entryPoints: entryPoints(referrer, config),
    ingressOptions: serviceOptions("kubernetesingress"),
    crdOptions: { ...serviceOptions("kubernetescrd"), anyExternalPort: true },
    referrer,
  };
  const prefixes = ["traefik.ingress.kubernetes.io/", ...(nginxOn(config) ? ["nginx.ingress.kubernetes.io/"] : [])];
  const instance: ControllerInstance = {
    id: "traefik",
    version: config.version,
    name,
    because,
    declared,
    servesOwnKinds: config.section("providers.kubernetescrd") !== null,
    annotationPrefixes: prefixes,
    claims: (ingress) => claim(traefik, ingress),
    routes: (claimed) => routes(traefik, name, claimed, []),
    traits: [],
    settings: [],
    claimsGateway: (_, gatewayClass) =>
      config.section("providers.kubernetesgateway") === null ? null : claimByClass([GATEWAY_CONTROLLER], gatewayClass),
    serving: (gateways) => serving(traefik, instance, gateways),
    inspect: (object) => inspectObject(object, traefik),
  };
  return instance;
}

/** The routers of Gateways stand beside those of the other providers. */
function serving(
  traefik: TraefikWorld,
  instance: ControllerInstance,
  claimed: readonly ClaimedGateway[],
): ControllerInstance {
  if (claimed.length === 0) return instance;
  const claims = new Map(claimed.map(({ gateway, claim: own }) => [gateway, own]));
  const profile = profileOf(traefik);
  let made: readonly View[] | undefined;
  const views = (): readonly View[] =>
    (made ??= claimed.map(({ gateway }) => viewOf(traefik.world, profile, [gateway], claims)));
  return {
    ...instance,
    routes: (ingresses) => routes(traefik, instance.name, ingresses, views()),
    get traits() {
      return [...instance.traits, ...gatewayTraits(traefik.world, views())];
    },
  };
}

function nginxOn(config: StaticConfig): boolean {
  return config.section("providers.kubernetesingressnginx") !== null;
}

function claim(traefik: TraefikWorld, ingress: KubeObject): Claim | null {
  const { config, world } = traefik;
  if (nginxOn(config) && isWatched(config, "kubernetesingressnginx", ingress)) {
    const because = claimsNginxClass(traefik, ingress);
    if (because !== null) return { because, assumptions: [] };
  }
  if (config.section("providers.kubernetesingress") === null || !isWatched(config, "kubernetesingress", ingress))
    return null;
  const only = config.text("providers.kubernetesingress.ingressclass") ?? "";
  const named = admittedClass(world, ingress);
  if (named !== null) {
    // Told not to look classes up, it serves none that is named.
    const blind = ["disableingressclasslookup", "disableclusterscoperesources"];
    if (blind.some((key) => config.flag(`providers.kubernetesingress.${key}`))) return null;
    if (only !== "" && only !== named) return null;
    const found = world.inventory.find(INGRESS_CLASS, null, named);
    if (found === undefined) {
      if (world.inventory.whole || !["traefik", only].includes(named)) return null;
      return { because: [evidence(FACTS.classByObject, ingress, ["spec", "ingressClassName"])], assumptions: [] };
    }
    if (text(found.body, "spec", "controller") !== CONTROLLER) return null;
    return { because: [evidence(FACTS.classByObject, found, ["spec", "controller"])], assumptions: [] };
  }
  const legacy = annotation(ingress, "kubernetes.io/ingress.class") ?? "";
  if (legacy !== only && !(only === "" && legacy === "traefik")) return null;
  const at = legacy === "" ? ["spec"] : ["metadata", "annotations", "kubernetes.io/ingress.class"];
  return { because: [evidence(FACTS.classByAnnotation, ingress, at)], assumptions: [] };
}

function isWatched(config: StaticConfig, provider: string, object: KubeObject): boolean {
  const namespaces = config.list(`providers.${provider}.namespaces`);
  if (namespaces.length > 0 && !namespaces.includes(object.namespace ?? "default")) return false;
  const selector = config.text(`providers.${provider}.labelselector`) ?? "";
  return selector
    .split(",")
    .filter(Boolean)
    .every((term) => {
      const [key = "", value] = term.split(/==?/);
      const have = labels(object)[key.trim()];
      return value === undefined ? have !== undefined : have === value.trim();
    });
}

const HTTP_KINDS = ["IngressRoute.traefik.io", "IngressRoute.traefik.containo.us"];
const TCP_KINDS = ["IngressRouteTCP.traefik.io", "IngressRouteTCP.traefik.containo.us"];

function routes(
  traefik: TraefikWorld,
  name: string,
  claimed: readonly ClaimedIngress[],
  views: readonly View[],
): RouteDraft[] {
  const { world, config } = traefik;
  const nginx = nginxOn(config);
  const routers: Router[] = [];
  const tcp: TcpRouter[] = [];
  const loaded: Loaded[] = [];
  const byNginx: KubeObject[] = [];
  let defaultBackend = false;
  for (const { ingress } of claimed) {
    loaded.push(...ingressCertificates(world, ingress));
    if (nginx && claimsNginxClass(traefik, ingress) !== null) byNginx.push(ingress);
    else {
      const made = ingressRouters(traefik, ingress, defaultBackend);
      defaultBackend ||= made.some((router) => router.priority === LAST && router.configured);
      routers.push(...made);
    }
  }
  const made = nginxRouters(traefik, byNginx);
  routers.push(...made.routers);
  tcp.push(...made.tcpRouters);
  for (const object of customResources(traefik, HTTP_KINDS)) {
    routers.push(
      ...routeRouters(traefik, object).map((router) => ({
        ...router,
        dropped: providerOff(traefik, object) ?? router.dropped,
      })),
    );
    loaded.push(...routeCertificate(world, object, routers));
  }
  for (const object of customResources(traefik, TCP_KINDS)) {
    const made = tcpRouters(traefik, object).map((router) => ({
      ...router,
      dropped: providerOff(traefik, object) ?? router.dropped,
    }));
    tcp.push(...made);
    loaded.push(
      ...routeCertificate(
        world,
        object,
        made.map(({ host }) => ({ object, match: { host } })),
      ),
    );
  }
  for (const view of views) {
    const own = gatewayRouters(traefik, view);
    routers.push(...own.routers);
    tcp.push(...own.tcpRouters);
    loaded.push(...listenerCertificates(world, view));
  }
  const dynamic: Dynamic = { routers, tcpRouters: tcp };
  const evaluation = new Evaluation(
    dynamic,
    new TlsOptions(world),
    new Certificates(world, loaded),
    config.flag("core.stricttlsoptions"),
  );
  const controller: Place = {
    kind: "controller",
    name: name === "assumed" ? "traefik" : name,
    namespace: null,
    port: null,
  };
  const claimOf = new Map(claimed.map(({ ingress, claim: own }) => [ingress, own.because]));
  return [
    ...routers
      .filter((router) => router.declared)
      .map((router) => because(httpDraft(traefik, evaluation, router, controller), claimOf)),
    ...tcp
      .filter((router) => router.object.kind !== "Ingress")
      .map((router) => because(tcpDraft(traefik, evaluation, router, controller), claimOf)),
    ...views.flatMap((view) =>
      view.refused.flatMap((refused) =>
        refusedDrafts(
          { controller },
          refused,
          view.attached.filter((item) => item.route === refused.route),
        ),
      ),
    ),
  ];
}

function because(draft: RouteDraft, claims: ReadonlyMap<KubeObject, Claim["because"]>): RouteDraft {
  if (claims.has(draft.object)) return draft;
  if (draft.object.apiVersion.startsWith("gateway.networking.k8s.io/"))
    return { ...draft, because: [evidence(FACTS.gatewayProvider, draft.object, ["spec", "parentRefs"])] };
  return { ...draft, because: [evidence(FACTS.customResource, draft.object, [])] };
}

function providerOff({ config }: TraefikWorld, object: KubeObject): Cause | null {
  return config.section("providers.kubernetescrd") === null ? { fact: FACTS.providerOff, object, at: [] } : null;
}

/** Objects that the CRD provider reads, with its class and namespaces. */
function customResources(traefik: TraefikWorld, kinds: readonly string[]): KubeObject[] {
  const { world, config } = traefik;
  // In a part of a cluster, another Traefik may serve what this one does not.
  if (config.section("providers.kubernetescrd") === null && !world.inventory.whole) return [];
  const only = config.text("providers.kubernetescrd.ingressclass") ?? "";
  return kinds
    .flatMap((kind) => [...world.inventory.all(kind)])
    .filter((object) => isWatched(config, "kubernetescrd", object))
    .filter((object) => {
      const named =
        text(object.body, "spec", "ingressClassName") ?? annotation(object, "kubernetes.io/ingress.class") ?? "";
      return named === only || (only === "" && named === "traefik");
    });
}

/** In order; the first one that is not there ends the list, one that cannot be read does not. Source: getCertificates. */
function ingressCertificates(world: World, ingress: KubeObject): Loaded[] {
  const loaded: Loaded[] = [];
  const rules = list(ingress.body, "spec", "rules").map((rule) => text(rule, "host") ?? "");
  for (const [index, entry] of list(ingress.body, "spec", "tls").entries()) {
    const name = text(entry, "secretName");
    if (name === undefined || name === "") continue;
    const hosts = texts(entry, "hosts");
    const cause: Cause = { fact: FACTS.certificate, object: ingress, at: ["spec", "tls", index, "secretName"] };
    const found = load(world, ingress.namespace ?? "default", name, hosts.length > 0 ? hosts : rules, cause);
    if (found === "absent") return loaded;
    if (found !== "unusable") loaded.push(found);
  }
  return loaded;
}

function routeCertificate(
  world: World,
  object: KubeObject,
  routers: readonly { readonly object: KubeObject; readonly match: { readonly host: string } }[],
): Loaded[] {
  const name = text(object.body, "spec", "tls", "secretName");
  if (name === undefined || name === "") return [];
  const hosts = routers.filter((router) => router.object === object).map((router) => router.match.host);
  const cause: Cause = { fact: FACTS.certificate, object, at: ["spec", "tls", "secretName"] };
  const found = load(world, object.namespace ?? "default", name, hosts, cause);
  return typeof found === "string" ? [] : [found];
}
