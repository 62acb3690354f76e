import type { FieldPath, KubeObject } from "../../../model/objects.ts";
import { createdAt, list, text } from "../../../model/read.ts";
import { type BackendRef, type IngressRule, ingressRules } from "../../ingress.ts";
import type { Cause, Leg, RedirectRule, Router, TcpRouter } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import { placeOf } from "../middlewares.ts";
import { goRegExp, isRange } from "../../go-regexp.ts";
import type { RuleMatch } from "../rules.ts";
import { type ServiceOptions, type ServicePort, servicePort } from "../services.ts";
import { entryPointNames, httpLeg, type TraefikWorld } from "../traefik-world.ts";
import { isTrue, numberOf, pathOf, valueOf } from "./annotations.ts";
import { type ClientAuth, clientAuth, clientAuthByHost } from "./client-auth.ts";
import { type Proxying, proxyTls } from "./proxy-ssl.ts";
import { redirectsOf, wwwRedirect } from "./redirects.ts";

const PROVIDER = "providers.kubernetesingressnginx";
/** Lowest of all: a default backend answers what nobody else does. */
const LAST = -(2 ** 31);

interface Routers {
  readonly routers: Router[];
  readonly tcpRouters: TcpRouter[];
}

/** An Ingress with what its annotations come to. */
interface Read {
  readonly ingress: KubeObject;
  readonly auth: ClientAuth;
  readonly proxying: Proxying;
  /** Why nothing of it is served. */
  readonly refused: Cause | null;
}

/** What all Ingresses of the provider share. */
interface Shared {
  readonly traefik: TraefikWorld;
  readonly plainPoints: readonly string[];
  readonly tlsPoints: readonly string[];
  readonly hosts: ReadonlySet<string>;
  readonly regexHosts: ReadonlySet<string>;
  readonly authByHost: ReadonlyMap<string, string>;
  readonly canaries: readonly Canary[];
}

interface Canary {
  readonly ingress: KubeObject;
  readonly rule: IngressRule;
}

/**
 * Routers that the look-alike provider makes of all its Ingresses: for every path a plain one and one with TLS.
 * Source: pkg/provider/kubernetes/ingress-nginx/build.go, translator.go.
 */
export function nginxRouters(traefik: TraefikWorld, ingresses: readonly KubeObject[]): Routers {
  const { config } = traefik;
  const http = config.text(`${PROVIDER}.httpentrypoint`) || null;
  const https = config.text(`${PROVIDER}.httpsentrypoint`) || null;
  const all = ingresses.toSorted(byAge).map((ingress) => read(traefik, ingress));
  const regular = all.filter(({ ingress }) => !isTrue(ingress, "canary"));
  const accepted = regular.filter(({ refused }) => refused === null);
  const shared: Shared = {
    traefik,
    // Entry points with http.tls get no plain router.
    plainPoints: entryPointNames(traefik, http === null ? [] : [http]).filter(
      (name) => http !== null || traefik.entryPoints.find((point) => point.name === name)?.tls === null,
    ),
    tlsPoints: entryPointNames(traefik, https === null ? [] : [https]),
    hosts: new Set(accepted.flatMap(({ ingress }) => hostsOf(ingress))),
    regexHosts: new Set(
      accepted
        .filter(({ ingress }) => isTrue(ingress, "use-regex") || (valueOf(ingress, "rewrite-target") ?? "") !== "")
        .flatMap(({ ingress }) => hostsOf(ingress)),
    ),
    authByHost: clientAuthByHost(accepted),
    canaries: all
      .filter(({ ingress, refused }) => refused === null && isTrue(ingress, "canary"))
      .flatMap(({ ingress }) => ingressRules(ingress).map((rule) => ({ ingress, rule }))),
  };
  const routers: Router[] = [];
  const tcpRouters: TcpRouter[] = [];
  let catchAll = fallback(shared, all, routers);
  for (const item of regular) {
    routers.push(...rootRouters(shared, item));
    for (const rule of ingressRules(item.ingress)) {
      if (rule.isDefault) {
        const alone = list(item.ingress.body, "spec", "rules").length === 0;
        routers.push(...defaultRouters(shared, item, rule, alone, catchAll));
        catchAll ||= alone && item.refused === null;
        continue;
      }
      routers.push(...locationRouters(shared, item, rule, rule.host));
      if (isTrue(item.ingress, "ssl-passthrough")) tcpRouters.push(...passthroughRouters(shared, item, rule));
    }
  }
  for (const item of all) {
    if (isTrue(item.ingress, "canary")) routers.push(...canaryRouters(shared, item, regular));
  }
  return { routers, tcpRouters };
}

/** Oldest first; of one age, the names from the end of the alphabet. */
function byAge(a: KubeObject, b: KubeObject): number {
  const name = (object: KubeObject): string => `${object.namespace}/${object.name}`;
  const [one, two] = [name(a), name(b)];
  return (createdAt(a) ?? 0) - (createdAt(b) ?? 0) || (one > two ? -1 : one < two ? 1 : 0);
}

function hostsOf(ingress: KubeObject): string[] {
  return list(ingress.body, "spec", "rules").map((rule) => (text(rule, "host") ?? "*").toLowerCase());
}

function read(traefik: TraefikWorld, ingress: KubeObject): Read {
  const auth = clientAuth(traefik, ingress);
  const proxying = proxyTls(traefik, ingress);
  const passthrough = isTrue(ingress, "ssl-passthrough");
  return {
    ingress,
    auth,
    proxying,
    refused:
      refusal(ingress) ??
      snippet(traefik, ingress) ??
      looseRegex(traefik, ingress) ??
      proxying.refused ??
      (passthrough ? null : auth.refused),
  };
}

function refusal(ingress: KubeObject): Cause | null {
  const found = ingress.refused?.[0];
  if (found === undefined) return null;
  return {
    fact: FACTS.nginxProvider,
    object: ingress,
    at: found.path,
    text: `The API server refuses this object: ${found.reason}.`,
  };
}

function snippet(traefik: TraefikWorld, ingress: KubeObject): Cause | null {
  if (traefik.config.flag(`${PROVIDER}.allowsnippetannotations`)) return null;
  const name = ["server-snippet", "configuration-snippet", "auth-snippet"].find(
    (item) => (valueOf(ingress, item) ?? "") !== "",
  );
  return name === undefined ? null : { fact: FACTS.nginxSnippet, object: ingress, at: pathOf(name) };
}

/** Regular expressions in paths that say Prefix or Exact: refused unless strictValidatePathType is off. */
function looseRegex({ config }: TraefikWorld, ingress: KubeObject): Cause | null {
  const strict = config.get(`${PROVIDER}.strictvalidatepathtype`);
  if (strict !== null && /^(?:false|f|0)$/i.test(strict.value)) return null;
  const rule = ingressRules(ingress).find(
    ({ isDefault, path, pathType }) =>
      !isDefault && pathType !== "ImplementationSpecific" && path !== "" && !/^\/[A-Za-z0-9._\-/]*$/.test(path),
  );
  return rule === undefined ? null : { fact: FACTS.nginxStrictPath, object: ingress, at: [...rule.at, "path"] };
}

/** `--providers.kubernetesIngressNGINX.defaultBackendService`. */
function fallback({ traefik, plainPoints, tlsPoints }: Shared, all: readonly Read[], into: Router[]): boolean {
  const setting = traefik.config.get(`${PROVIDER}.defaultbackendservice`);
  const [namespace = "", name = ""] = (setting?.value ?? "").split("/");
  const [first] = all;
  if (setting === null || name === "" || first === undefined) return false;
  const by: Cause = { fact: FACTS.serviceMissing, object: setting.object, at: setting.at };
  const found = servicePort(
    traefik.world,
    namespace,
    { service: name, port: null, at: setting.at },
    options(traefik),
    by,
  );
  if (found.missing !== null) return false;
  const cause: Cause = { fact: FACTS.clearByDefault, object: setting.object, at: setting.at };
  const router: Router = {
    object: first.ingress,
    at: setting.at,
    match: everything("*"),
    domains: [],
    priority: LAST,
    entryPoints: plainPoints,
    tls: null,
    redirects: [],
    legs: [httpLeg("default-backend", found, null, cause)],
    dropped: null,
    configured: true,
    asked: {},
    assumptions: [],
    declared: false,
  };
  const tls = { options: null, resolver: null, object: setting.object, at: setting.at };
  into.push(router, { ...router, entryPoints: tlsPoints, tls });
  return true;
}

function options(traefik: TraefikWorld, ingress: KubeObject | null = null): ServiceOptions {
  return {
    allowsExternalNames: !traefik.config.flag(`${PROVIDER}.disablesvcexternalname`),
    allowsEmpty: true,
    anyExternalPort: true,
    firstPort: true,
    ...(ingress !== null && isTrue(ingress, "service-upstream") ? { nativeLb: true, headlessFails: true } : {}),
  };
}

function everything(host: string): RuleMatch {
  return {
    host,
    literal: host !== "*" && !host.startsWith("*."),
    path: "/",
    pathType: "Prefix",
    narrowed: false,
  };
}

/** The plain and the TLS router of a path, for its host, its aliases, and the name with or without www. */
function locationRouters(shared: Shared, item: Read, rule: IngressRule, host: string): Router[] {
  const { ingress } = item;
  const hostname = host.toLowerCase();
  const target = targetOf(shared, item, rule);
  const aliases = hostname === "*" ? [] : aliasesOf(shared, ingress);
  const names = [hostname, ...aliases];
  const { match, written } = matchOf(shared, ingress, rule, hostname);
  const hostRule = hostname === "*" ? "" : names.map((name) => `Host("${name}")`).join(" || ");
  const full = [aliases.length > 0 ? `(${hostRule})` : hostRule, written].filter(Boolean).join(" && ");
  const empty: Cause | null = full === "" ? { fact: FACTS.ruleInvalid, object: ingress, at: rule.at } : null;
  const common = { item, rule, target, priority: full.length, domains: hostname === "*" ? [] : names };
  const made = names.flatMap((name) =>
    pair(shared, {
      ...common,
      match: { ...match, host: name, literal: name !== "*" && !name.startsWith("*.") },
      empty,
      declared: name === hostname,
    }),
  );
  const www = item.refused === null ? wwwRedirect(ingress, hostname, shared.hosts) : null;
  if (www === null) return made;
  const redirected = pair(shared, {
    ...common,
    target: { ...target, legs: [] },
    domains: [www.host],
    match: everything(www.host),
    priority: `Host("${www.host}")`.length,
    empty: null,
    declared: false,
    instead: www.rule,
  });
  return [...made, ...redirected];
}

/** app-root answers on the root of its hosts though the Ingress has no path there: a redirect, and not to HTTPS first. */
function rootRouters(shared: Shared, item: Read): Router[] {
  const root = redirectsOf(item.ingress).others.find((rule) => rule.kind === "root");
  const rules = ingressRules(item.ingress).filter(({ isDefault }) => !isDefault);
  if (root === undefined || item.refused !== null) return [];
  const bare = rules.filter(({ host }) => !rules.some((other) => other.host === host && other.path === "/"));
  return [...new Map(bare.map((rule) => [rule.host.toLowerCase(), rule])).entries()].flatMap(([host, rule]) =>
    pair(shared, {
      item,
      rule,
      target: { legs: [], left: null, broken: null, status: null, error: false },
      match: { ...everything(host), pathType: "Exact" },
      domains: host === "*" ? [] : [host],
      priority: host === "*" ? 'Path("/")'.length : `Host("${host}") && Path("/")`.length,
      empty: null,
      declared: false,
      instead: root,
    }),
  );
}

interface Location {
  readonly item: Read;
  readonly rule: IngressRule;
  readonly target: Target;
  readonly match: RuleMatch;
  readonly domains: readonly string[];
  readonly priority: number;
  readonly empty: Cause | null;
  readonly declared: boolean;
  /** The only redirect, in place of the Ingress's own. */
  readonly instead?: RedirectRule;
}

function pair(shared: Shared, location: Location): Router[] {
  const { item, rule, target, match, domains, priority, empty, declared, instead } = location;
  const { ingress, proxying, auth, refused } = item;
  const { toHttps, others } = redirectsOf(ingress);
  const left = refused ?? target.left ?? empty;
  const dropped = left ?? target.broken;
  const passthrough = isTrue(ingress, "ssl-passthrough");
  const spread = shared.authByHost.get(match.host === "*" ? "" : match.host) ?? auth.options;
  // An error page of its own: no other middleware is there then.
  const plain = target.error
    ? []
    : instead === undefined
      ? [...(toHttps === null ? [] : [toHttps]), ...others]
      : [instead];
  const secure = target.error ? [] : instead === undefined ? others : [instead];
  const common = {
    object: ingress,
    at: rule.at,
    match,
    domains,
    priority,
    legs: target.legs,
    dropped,
    configured: left === null,
    ...(target.status === null ? {} : { status: target.status }),
    asked: {
      https: list(ingress.body, "spec", "tls").length > 0,
      redirect: toHttps !== null,
      backendTls: proxying.dialsTls,
      clientCertificate: auth.options !== null && auth.options !== "client-certificate-none",
      passthrough,
    },
    assumptions: [],
  };
  const routers: Router[] = [{ ...common, entryPoints: shared.plainPoints, tls: null, redirects: plain, declared }];
  if (!passthrough) {
    const tls = { options: spread ?? null, resolver: null, object: ingress, at: rule.at };
    // Lists of names tell routers apart: the twin has its own.
    routers.push({
      ...common,
      domains: [...domains],
      entryPoints: shared.tlsPoints,
      tls,
      redirects: secure,
      declared: false,
    });
  }
  return routers;
}

/** Names of server-alias that are no host of an Ingress. */
function aliasesOf({ hosts }: Shared, ingress: KubeObject): string[] {
  return (valueOf(ingress, "server-alias") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && !hosts.has(name));
}

/** The rule that buildRule writes for a path: prefixes by path elements, or a regular expression. */
function matchOf(
  { regexHosts }: Shared,
  ingress: KubeObject,
  rule: IngressRule,
  host: string,
): { readonly match: RuleMatch; readonly written: string } {
  const stated = text(ingress.body, ...rule.at, "path") ?? "";
  const base = everything(host);
  if (stated === "") return { match: base, written: "" };
  if (rule.pathType === "Exact")
    return { match: { ...base, path: stated, pathType: "Exact" }, written: `Path("${stated}")` };
  if (regexHosts.has(host)) {
    const source = `(?i)^${stated}`;
    const pattern = goRegExp(source);
    return {
      match: { ...base, path: stated, pathType: "Regex", pathPattern: pattern instanceof RegExp ? pattern : null },
      written: `PathRegexp("${source}")`,
    };
  }
  const trimmed = stated.replace(/\/$/, "");
  return {
    match: { ...base, path: stated, byElements: true },
    written: stated === "/" ? 'PathPrefix("/")' : `(Path("${trimmed}") || PathPrefix("${trimmed}/"))`,
  };
}

interface Target {
  readonly legs: readonly Leg[];
  /** Why there is no router. */
  readonly left: Cause | null;
  /** Why the router cannot be built. */
  readonly broken: Cause | null;
  /** What is answered in place of the pods. */
  readonly status: number | null;
  readonly error: boolean;
}

function targetOf(shared: Shared, item: Read, rule: IngressRule): Target {
  const { traefik } = shared;
  const { ingress, proxying } = item;
  const by: Cause = { fact: FACTS.nginxEmpty, object: ingress, at: [...rule.at, "backend"] };
  const none: Target = { legs: [], left: by, broken: null, status: null, error: false };
  if (rule.backend === null) return none;
  const found = backendOf(traefik, ingress, rule.backend, by);
  const empty = found.missing !== null || found.empty;
  const { tls, cause } = proxying.legOf(found.external);
  const main = httpLeg(rule.isDefault ? "default-backend" : "backend", { ...found, empty: false }, tls, cause);
  const canary = empty ? null : canaryOf(shared, ingress, rule, proxying);
  // A headless Service has no address for service-upstream: the router is there, and every request fails.
  const headless: Cause = { fact: FACTS.nativeHeadless, object: found.service, at: ["spec", "clusterIP"] };
  const legs: Leg[] =
    found.headless === true
      ? [{ ...main, protection: "broken", causes: [headless], breaks: null, notInForce: null, status: 502 }]
      : empty
        ? [{ ...main, protection: "broken", causes: [by], breaks: null, notInForce: null, status: 503 }]
        : [...(canary?.all === true ? [] : [main]), ...(canary === null ? [] : [canary.leg])];
  const error = unknownHeaders(traefik, ingress);
  return {
    legs: [...legs, ...authLegs(traefik, ingress)],
    left: authMissing(traefik, ingress),
    broken: badRange(ingress),
    status: empty || error ? 503 : null,
    error,
  };
}

/** The Service's port; where nobody is behind it, that of the default-backend annotation. */
function backendOf(traefik: TraefikWorld, ingress: KubeObject, backend: BackendRef, by: Cause): ServicePort {
  const namespace = ingress.namespace ?? "default";
  const found = servicePort(traefik.world, namespace, backend, options(traefik, ingress), by);
  const name = valueOf(ingress, "default-backend") ?? "";
  if (found.missing !== null || !found.empty || name === "" || name === backend.service) return found;
  return servicePort(traefik.world, namespace, { service: name, port: null, at: by.at }, options(traefik), by);
}

/** A custom-headers ConfigMap that cannot be had. */
function unknownHeaders({ world }: TraefikWorld, ingress: KubeObject): boolean {
  const reference = valueOf(ingress, "custom-headers");
  if (reference === undefined || !world.inventory.whole) return false;
  const [namespace = "", name = "", more] = reference.split("/");
  return more !== undefined || name === "" || world.inventory.find("ConfigMap.", namespace, name) === undefined;
}

/** auth-type wants a Secret that is there. */
function authMissing({ world }: TraefikWorld, ingress: KubeObject): Cause | null {
  const type = valueOf(ingress, "auth-type");
  if (type === undefined) return null;
  const parts = (valueOf(ingress, "auth-secret") ?? "").split("/");
  const [namespace, name] = parts.length === 2 ? parts : [ingress.namespace ?? "default", parts[0]];
  const known = type === "basic" || type === "digest";
  const held = known && name !== "" && world.inventory.secret(namespace ?? "", name ?? "").state !== "missing";
  return held
    ? null
    : { fact: FACTS.nginxAuthSecret, object: ingress, at: pathOf(known ? "auth-secret" : "auth-type") };
}

/** A source range that is none. */
function badRange(ingress: KubeObject): Cause | null {
  const name =
    valueOf(ingress, "allowlist-source-range") === undefined ? "whitelist-source-range" : "allowlist-source-range";
  const value = valueOf(ingress, name) ?? "";
  const ranges = value.split(",").map((range) => range.trim());
  if (value === "" || ranges.every(isRange)) return null;
  return { fact: FACTS.middlewareBroken, object: ingress, at: pathOf(name) };
}

/** auth-url goes out before every request; the provider's own one where an Ingress names none. */
function authLegs({ config }: TraefikWorld, ingress: KubeObject): Leg[] {
  const own = valueOf(ingress, "auth-url") ?? "";
  const shared = valueOf(ingress, "enable-global-auth") === undefined || isTrue(ingress, "enable-global-auth");
  const global = shared ? config.get(`${PROVIDER}.globalauthurl`) : null;
  const url = own === "" ? (global?.value ?? "") : own;
  if (url === "") return [];
  const at: FieldPath = own === "" ? (global?.at ?? []) : pathOf("auth-url");
  const object = own === "" ? (global?.object ?? null) : ingress;
  return [
    {
      role: "auth",
      place: placeOf(url),
      protection: /^https:/i.test(url) ? "tls-verified" : "plaintext",
      causes: [{ fact: FACTS.forwardAuth, object, at }],
      assumptions: [],
      breaks: null,
      notInForce: null,
    },
  ];
}

/** Default backends: of an Ingress without rules for everybody, else for each of its hosts. */
function defaultRouters(shared: Shared, item: Read, rule: IngressRule, alone: boolean, taken: boolean): Router[] {
  const target = targetOf(shared, item, rule);
  if (alone) {
    const clear = target.legs.map(
      (leg): Leg =>
        leg.role === "auth" || leg.protection === "broken"
          ? leg
          : {
              ...leg,
              protection: "plaintext",
              causes: [{ fact: FACTS.nginxDefaultClear, object: item.ingress, at: rule.at }],
              breaks: null,
              notInForce: null,
            },
    );
    const second: Cause = { fact: FACTS.nginxDefaultTaken, object: item.ingress, at: rule.at };
    const made = { ...target, legs: clear, left: target.left ?? (taken ? second : null) };
    const match = everything("*");
    return pair(shared, { item, rule, target: made, match, domains: [], priority: LAST, empty: null, declared: true });
  }
  return [...new Set(hostsOf(item.ingress))].flatMap((host) => {
    const domains = host === "*" ? [] : [host];
    const priority = host === "*" ? 0 : `Host("${host}")`.length;
    const empty: Cause | null = host === "*" ? { fact: FACTS.ruleInvalid, object: item.ingress, at: rule.at } : null;
    return pair(shared, { item, rule, target, match: everything(host), domains, priority, empty, declared: true });
  });
}

/** ssl-passthrough: TLS of the host goes to the Service of the path `/` alone. */
function passthroughRouters(shared: Shared, item: Read, rule: IngressRule): TcpRouter[] {
  const { traefik } = shared;
  const { ingress } = item;
  const stated = text(ingress.body, ...rule.at, "path") ?? "";
  if (stated !== "/" || rule.host === "*" || rule.backend === null) return [];
  // What only shapes HTTP does not keep the TCP router away.
  const refused = refusal(ingress) ?? snippet(traefik, ingress) ?? looseRegex(traefik, ingress);
  const by: Cause = { fact: FACTS.serviceMissing, object: ingress, at: [...rule.at, "backend"] };
  const found = backendOf(traefik, ingress, rule.backend, by);
  const host = rule.host.toLowerCase();
  return [
    {
      object: ingress,
      at: rule.at,
      host,
      hostPattern: null,
      priority: `HostSNI("${host}")`.length,
      entryPoints: shared.tlsPoints,
      mode: "passthrough",
      options: null,
      tlsAt: pathOf("ssl-passthrough"),
      legs: [
        {
          role: "backend",
          place: found.place,
          protection: "passthrough",
          causes: [{ fact: FACTS.nginxPassthrough, object: ingress, at: pathOf("ssl-passthrough") }],
          assumptions: found.assumptions,
          breaks: null,
          notInForce: null,
        },
      ],
      dropped: refused ?? found.missing,
    },
  ];
}

/** The canary of a path: by host, path and type, for the Service that the path leads to. */
function canaryOf(
  { traefik, canaries }: Shared,
  ingress: KubeObject,
  rule: IngressRule,
  proxying: Proxying,
): { readonly leg: Leg; readonly all: boolean } | null {
  const found = canaries.find((item) => isCanaryOf(item, ingress, rule));
  if (found === undefined || found.rule.backend === null || rule.backend === null) return null;
  const same = found.rule.backend.service === rule.backend.service && found.rule.backend.port === rule.backend.port;
  const total = Math.max(numberOf(found.ingress, "canary-weight-total") ?? 0, 100);
  const weight = Math.min(Math.max(numberOf(found.ingress, "canary-weight") ?? 0, 0), total);
  const special = ["canary-by-header", "canary-by-cookie"].some((name) => (valueOf(found.ingress, name) ?? "") !== "");
  if (same || (weight === 0 && !special)) return null;
  const by: Cause = { fact: FACTS.nginxEmpty, object: found.ingress, at: found.rule.at };
  const service = backendOf(traefik, found.ingress, found.rule.backend, by);
  if (service.missing !== null || service.empty) return null;
  // Dialled as the Ingress says whose path it is, not as the canary's own annotations say.
  const { tls, cause } = proxying.legOf(service.external);
  const leg = httpLeg("backend", service, tls, cause);
  return {
    leg: { ...leg, causes: [...leg.causes, { fact: FACTS.nginxCanary, object: found.ingress, at: found.rule.at }] },
    all: weight === total,
  };
}

function isCanaryOf(canary: Canary, ingress: KubeObject, rule: IngressRule): boolean {
  return (
    canary.ingress.namespace === ingress.namespace &&
    canary.rule.host === rule.host &&
    canary.rule.path === rule.path &&
    canary.rule.pathType === rule.pathType
  );
}

/** A canary has no routers of its own: its paths are answered by those of the Ingress that it stands beside. */
function canaryRouters(shared: Shared, item: Read, regular: readonly Read[]): Router[] {
  return ingressRules(item.ingress).map((rule): Router => {
    const main = regular.find((other) =>
      ingressRules(other.ingress).some((own) => isCanaryOf({ ingress: item.ingress, rule }, other.ingress, own)),
    );
    const { match } = matchOf(shared, item.ingress, rule, rule.host.toLowerCase());
    const alone: Cause = { fact: FACTS.nginxCanaryAlone, object: item.ingress, at: rule.at };
    return {
      object: item.ingress,
      at: rule.at,
      match,
      domains: [],
      priority: 0,
      entryPoints: shared.plainPoints,
      tls: null,
      redirects: [],
      legs: targetOf(shared, item, rule).legs,
      dropped: item.refused ?? (main === undefined ? alone : null),
      configured: false,
      inert: true,
      asked: {},
      assumptions: [],
      declared: true,
    };
  });
}
