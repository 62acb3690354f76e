import { evidence } from "../../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../../model/objects.ts";
import { annotation, annotations, list, text } from "../../../model/read.ts";
import type { Evidence } from "../../../model/report.ts";
import { admittedClass } from "../../claims.ts";
import { type IngressRule, ingressRules } from "../../ingress.ts";
import type { Cause, Leg, Redirect, Router, TcpRouter } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import { servicePort } from "../services.ts";
import { entryPointNames, httpLeg, type TraefikWorld } from "../traefik-world.ts";
import { proxyTls } from "./proxy-ssl.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";
const PROVIDER = "providers.kubernetesingressnginx";

/** Whether the look-alike provider serves an Ingress, with the reason. Source: pkg/provider/kubernetes/ingress-nginx/kubernetes.go. */
export function claimsNginxClass(traefik: TraefikWorld, ingress: KubeObject): Evidence[] | null {
  const { world, config } = traefik;
  const controller = config.text(`${PROVIDER}.controllerclass`) || "k8s.io/ingress-nginx";
  const name = config.text(`${PROVIDER}.ingressclass`) || "nginx";
  const className = admittedClass(world, ingress);
  if (className !== null) {
    const found = world.inventory.find("IngressClass.networking.k8s.io", null, className);
    const byName = config.flag(`${PROVIDER}.ingressclassbyname`) && className === name;
    const matches = text(found?.body, "spec", "controller") === controller || byName;
    if (found === undefined && !byName) return null;
    return matches
      ? [evidence(FACTS.nginxProvider, found ?? ingress, found === undefined ? ["spec"] : ["spec", "controller"])]
      : null;
  }
  const legacy = annotation(ingress, "kubernetes.io/ingress.class");
  if (legacy !== undefined) {
    return legacy === name
      ? [evidence(FACTS.nginxProvider, ingress, ["metadata", "annotations", "kubernetes.io/ingress.class"])]
      : null;
  }
  if (!config.flag(`${PROVIDER}.watchingresswithoutclass`)) return null;
  return [evidence(FACTS.nginxProvider, ingress, ["spec"])];
}

/** Any word but `true`, in any case, is false. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && value.toLowerCase() === "true";
}

/** Routers that the provider makes: for every path a plain one and one with TLS. Source: build.go, convert.go. */
export function nginxRouters(
  traefik: TraefikWorld,
  ingress: KubeObject,
): { routers: Router[]; tcpRouters: TcpRouter[] } {
  const { config } = traefik;
  const value = (name: string): string | undefined => annotation(ingress, `${PREFIX}${name}`);
  const at = (name: string): FieldPath => ["metadata", "annotations", `${PREFIX}${name}`];
  const http = config.text(`${PROVIDER}.httpentrypoint`);
  const https = config.text(`${PROVIDER}.httpsentrypoint`);
  // Entry points with http.tls get no plain router.
  const plainPoints = entryPointNames(traefik, http === null ? [] : [http]).filter(
    (name) => http !== null || traefik.entryPoints.find((point) => point.name === name)?.tls === null,
  );
  const tlsPoints = entryPointNames(traefik, https === null ? [] : [https]);
  const hasTls = list(ingress.body, "spec", "tls").length > 0;
  const passthrough = isTrue(value("ssl-passthrough"));
  const proxy = proxyTls(traefik, ingress);
  const auth = clientAuth(traefik, ingress);
  const dropped = refusal(ingress) ?? snippet(traefik, ingress) ?? proxy.refused ?? auth.refused;
  const redirect = redirectOf(ingress, hasTls, value, at);
  const routers: Router[] = [];
  const tcpRouters: TcpRouter[] = [];
  for (const rule of ingressRules(ingress)) {
    const target = leg(traefik, ingress, rule, proxy.legOf);
    const common = {
      object: ingress,
      at: rule.at,
      match: {
        host: rule.host.toLowerCase(),
        literal: rule.host !== "*" && !rule.host.startsWith("*."),
        path: rule.path === "" ? "/" : rule.path,
        pathType: rule.pathType === "Exact" ? ("Exact" as const) : ("Prefix" as const),
        narrowed: false,
      },
      priority: rule.isDefault ? -1 : rule.host.length + rule.path.length,
      legs: [...target.legs, ...extraLegs(ingress)],
      dropped: dropped ?? target.missing,
      asked: {
        https: hasTls,
        redirect: redirect !== null,
        backendTls: proxy.dialsTls,
        clientCertificate: auth.options !== null,
        passthrough,
      },
      assumptions: [],
    };
    routers.push({ ...common, entryPoints: plainPoints, tls: null, redirect, declared: true });
    const options = { options: auth.options, resolver: null, object: ingress, at: rule.at };
    if (!passthrough)
      routers.push({ ...common, entryPoints: tlsPoints, tls: options, redirect: null, declared: false });
    else if (common.match.path === "/" && rule.host !== "*") {
      tcpRouters.push({
        object: ingress,
        at: rule.at,
        host: common.match.host,
        entryPoints: tlsPoints,
        mode: "passthrough",
        options: null,
        tlsAt: at("ssl-passthrough"),
        legs: target.legs.map(
          (item): Leg => ({
            ...item,
            protection: "passthrough",
            causes: [{ fact: FACTS.nginxPassthrough, object: ingress, at: at("ssl-passthrough") }],
            breaks: null,
            notInForce: null,
          }),
        ),
        dropped: dropped ?? target.missing,
      });
    }
  }
  return { routers, tcpRouters };
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
  const key = Object.keys(annotations(ingress)).find((name) => name.startsWith(PREFIX) && name.endsWith("-snippet"));
  return key === undefined ? null : { fact: FACTS.nginxSnippet, object: ingress, at: ["metadata", "annotations", key] };
}

function redirectOf(
  ingress: KubeObject,
  hasTls: boolean,
  value: (name: string) => string | undefined,
  at: (name: string) => FieldPath,
): Redirect | null {
  const to = (fact: Cause["fact"], path: FieldPath): Redirect => ({
    status: 308,
    to: "https",
    cause: { fact, object: ingress, at: path },
    onTls: false,
  });
  const permanent = value("permanent-redirect") ?? value("temporal-redirect");
  if (permanent !== undefined && permanent !== "") {
    const name = value("permanent-redirect") === undefined ? "temporal-redirect" : "permanent-redirect";
    const status = name === "permanent-redirect" ? 301 : 302;
    return {
      status,
      to: /^https:/i.test(permanent) ? "https" : "http",
      cause: { fact: FACTS.nginxForced, object: ingress, at: at(name) },
      onTls: true,
    };
  }
  if (isTrue(value("force-ssl-redirect"))) return to(FACTS.nginxForced, at("force-ssl-redirect"));
  const word = value("ssl-redirect");
  if (!hasTls || (word !== undefined && !isTrue(word))) return null;
  return to(FACTS.nginxRedirect, ["spec", "tls"]);
}

interface Target {
  readonly legs: readonly Leg[];
  readonly missing: Cause | null;
}

function leg(
  traefik: TraefikWorld,
  ingress: KubeObject,
  rule: IngressRule,
  legOf: ReturnType<typeof proxyTls>["legOf"],
): Target {
  const by: Cause = { fact: FACTS.serviceMissing, object: ingress, at: [...rule.at, "backend"] };
  if (rule.backend === null) return { legs: [], missing: by };
  const options = {
    allowsExternalNames: !traefik.config.flag(`${PROVIDER}.disablesvcexternalname`),
    allowsEmpty: true,
  };
  const found = servicePort(traefik.world, ingress.namespace ?? "default", rule.backend, options, by);
  const { tls, cause } = legOf(found.external);
  return { legs: [httpLeg(rule.isDefault ? "default-backend" : "backend", found, tls, cause)], missing: found.missing };
}

/** auth-url goes out before every request. */
function extraLegs(ingress: KubeObject): Leg[] {
  const url = annotation(ingress, `${PREFIX}auth-url`);
  if (url === undefined || url === "") return [];
  const host = /^https?:\/\/([^/:?]+)/i.exec(url)?.[1] ?? url;
  return [
    {
      role: "auth",
      place: { kind: "external", name: host, namespace: null, port: /^https:/i.test(url) ? 443 : 80 },
      protection: /^https:/i.test(url) ? "tls-verified" : "plaintext",
      causes: [{ fact: FACTS.forwardAuth, object: ingress, at: ["metadata", "annotations", `${PREFIX}auth-url`] }],
      assumptions: [],
      breaks: null,
      notInForce: null,
    },
  ];
}

/** auth-tls-secret as a TLS option of its own; its id tells the demand. */
function clientAuth(traefik: TraefikWorld, ingress: KubeObject): { options: string | null; refused: Cause | null } {
  const reference = annotation(ingress, `${PREFIX}auth-tls-secret`);
  if (reference === undefined || reference === "") return { options: null, refused: null };
  const refused: Cause = {
    fact: FACTS.nginxSecret,
    object: ingress,
    at: ["metadata", "annotations", `${PREFIX}auth-tls-secret`],
  };
  const [namespace = "", name = "", more] = reference.split("/");
  const foreign =
    namespace !== (ingress.namespace ?? "default") && !traefik.config.flag(`${PROVIDER}.allowcrossnamespaceresources`);
  if (name === "" || more !== undefined || foreign) return { options: null, refused };
  const held = traefik.world.inventory.secret(namespace, name);
  const usable =
    held.state === "present"
      ? traefik.world.certificates.bundle(held.secret, "ca.crt") === "usable"
      : held.state !== "missing";
  if (!usable) return { options: null, refused };
  const word = annotation(ingress, `${PREFIX}auth-tls-verify-client`) ?? "on";
  if (word === "off") return { options: null, refused: null };
  const demand = word === "optional" || word === "optional_no_ca" ? "optional" : "required";
  return { options: `client-certificate-${demand}`, refused: null };
}
