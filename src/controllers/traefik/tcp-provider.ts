import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, integer, isFields, list, text, texts } from "../../model/read.ts";
import { optionsReference, routeTls } from "./crd-provider.ts";
import type { Cause, Leg, TcpRouter } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { type Reference, referenceOfResource } from "./references.ts";
import { hostIn, parseRule } from "./rules.ts";
import { servicePort } from "./services.ts";
import { entryPointNames, type TraefikWorld } from "./traefik-world.ts";
import { transportTls } from "./transports.ts";

/** Routers of an IngressRouteTCP. Source: pkg/provider/kubernetes/crd/kubernetes_tcp.go, pkg/server/router/tcp/manager.go. */
export function tcpRouters(traefik: TraefikWorld, object: KubeObject): TcpRouter[] {
  const points = entryPointNames(traefik, texts(object.body, "spec", "entryPoints"));
  const tls = routeTls(object);
  const passthrough = flag(object.body, "spec", "tls", "passthrough") === true;
  const options = optionsReference(traefik, object, tls);
  return list(object.body, "spec", "routes").flatMap((route, index) => {
    const here: FieldPath = ["spec", "routes", index];
    const rule = text(route, "match") ?? "";
    const parsed = parseRule(rule, "tcp");
    const services = list(route, "services").map((service, place) =>
      tcpLeg(traefik, object, service, [...here, "services", place], passthrough, tls === null),
    );
    // A service that cannot be had is left out of several; alone it takes the router along.
    const built = services.filter((item) => item.missing === null);
    const middlewares = list(route, "middlewares").map((item) =>
      referenceOfResource(
        traefik.referrer,
        "MiddlewareTCP",
        object.namespace ?? "default",
        text(item, "namespace"),
        text(item, "name") ?? "",
      ),
    );
    const without = middlewares.some(({ state }) => state === "missing" || state === "refused");
    const missing =
      built.length > 0 ? null : (services[0]?.missing ?? { fact: FACTS.serviceMissing, object, at: here });
    const matches = parsed === null || parsed.matches.length === 0 ? [hostIn(rule)] : parsed.matches;
    return matches.map(
      ({ host, literal, hostPattern }): TcpRouter => ({
        object,
        at: here,
        host,
        hostPattern: hostPattern ?? null,
        priority: integer(route, "priority") || rule.length,
        entryPoints: points,
        mode: tls === null ? "raw" : passthrough ? "passthrough" : "terminates",
        options: options.id,
        tlsAt: tls === null ? here : ["spec", "tls"],
        legs: built.map((item) => item.leg),
        dropped:
          options.refused ??
          (parsed?.builds !== true ? { fact: FACTS.ruleInvalid, object, at: [...here, "match"] } : null) ??
          (points.length === 0 ? { fact: FACTS.entryPointUnknown, object, at: ["spec", "entryPoints"] } : null) ??
          (tls === null && (literal || host.startsWith("*."))
            ? { fact: FACTS.tcpNeedsTls, object, at: [...here, "match"] }
            : null) ??
          missing ??
          (without ? { fact: FACTS.middlewareMissing, object, at: [...here, "middlewares"] } : null),
      }),
    );
  });
}

interface Built {
  readonly leg: Leg;
  readonly missing: Cause | null;
}

function tcpLeg(
  traefik: TraefikWorld,
  object: KubeObject,
  service: unknown,
  where: FieldPath,
  passthrough: boolean,
  raw: boolean,
): Built {
  const own = object.namespace ?? "default";
  const namespace = text(service, "namespace") || own;
  const by: Cause = { fact: FACTS.serviceMissing, object, at: where };
  const port = integer(service, "port") ?? text(service, "port") ?? null;
  const found = servicePort(
    traefik.world,
    namespace,
    { service: text(service, "name") ?? "", port, at: where },
    {
      ...traefik.crdOptions,
      nativeLb: flag(service, "nativeLB") ?? traefik.crdOptions.nativeLb === true,
      condition: "ready",
    },
    by,
  );
  const crossed: Cause | null =
    namespace !== own && !traefik.referrer.crossNamespace
      ? { fact: FACTS.crossNamespace, object, at: [...where, "namespace"] }
      : null;
  const base = {
    role: "backend",
    place: found.place,
    assumptions: found.assumptions,
    breaks: null,
    notInForce: null,
  } as const;
  const name = text(service, "serversTransport") ?? "";
  const reference =
    name === "" ? null : referenceOfResource(traefik.referrer, "ServersTransportTCP", own, undefined, name);
  const gone = reference !== null && (reference.state === "missing" || reference.state === "refused");
  const spiffe = isFields(at(transportOf(reference)?.body, "spec", "tls", "spiffe"));
  const without: Cause = { fact: FACTS.transportMissing, object, at: [...where, "serversTransport"] };
  const missing = crossed ?? found.missing ?? (gone || spiffe ? without : null);
  if (found.empty) {
    return { leg: { ...base, protection: "broken", causes: [{ ...by, fact: FACTS.serviceMissing }] }, missing };
  }
  if (flag(service, "tls") === true) return { leg: dialled(), missing };
  if (passthrough || raw) {
    const fact = passthrough ? FACTS.tcpPassthrough : FACTS.tcpRaw;
    const at: FieldPath = passthrough ? ["spec", "tls", "passthrough"] : where;
    return { leg: { ...base, protection: "passthrough", causes: [{ fact, object, at }] }, missing };
  }
  const clear: Cause = { fact: FACTS.tcpBackendClear, object, at: [...where, "tls"] };
  return { leg: { ...base, protection: "plaintext", causes: [clear] }, missing };

  /** TLS to the pods, as the transport says, or the default one of the static configuration. */
  function dialled(): Leg {
    const transport = transportOf(reference);
    const skip = traefik.config.get("tcpserverstransport.tls.insecureskipverify");
    if (reference === null && skip !== null && traefik.config.flag("tcpserverstransport.tls.insecureskipverify")) {
      const cause: Cause = { fact: FACTS.tcpStaticSkip, object: skip.object, at: skip.at };
      return { ...base, protection: "tls-unverified", causes: [cause] };
    }
    const tls = at(transport?.body, "spec", "tls");
    const named = (text(tls, "serverName") ?? "") !== "" || flag(tls, "insecureSkipVerify") === true;
    if (transport === undefined || !isFields(tls) || !named) {
      const cause: Cause = {
        fact: FACTS.tcpBackendNever,
        object: transport ?? object,
        at: transport === undefined ? [...where, "tls"] : ["spec", "tls"],
      };
      return {
        ...base,
        protection: "broken",
        causes: [cause],
        breaks: "neither serverName nor insecureSkipVerify is set, so Traefik refuses to dial",
      };
    }
    const made = transportTls(traefik.world, transport, traefik.config, found.external);
    return { ...base, ...made, assumptions: [...found.assumptions, ...made.assumptions] };
  }
}

function transportOf(reference: Reference | null): KubeObject | undefined {
  return reference?.state === "found" ? reference.object : undefined;
}
