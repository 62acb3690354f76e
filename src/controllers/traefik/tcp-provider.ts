import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { flag, integer, isFields, at, list, text, texts } from "../../model/read.ts";
import { optionsReference, routeTls } from "./crd-provider.ts";
import type { Cause, Leg, TcpRouter } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { parseRule } from "./rules.ts";
import { servicePort } from "./services.ts";
import { entryPointNames, type TraefikWorld } from "./traefik-world.ts";
import { findTransport, transportTls } from "./transports.ts";

/** Routers of an IngressRouteTCP. Source: pkg/provider/kubernetes/crd/kubernetes_tcp.go, pkg/server/router/tcp/manager.go. */
export function tcpRouters(traefik: TraefikWorld, object: KubeObject): TcpRouter[] {
  const points = entryPointNames(traefik, texts(object.body, "spec", "entryPoints"));
  const tls = routeTls(object);
  const passthrough = flag(object.body, "spec", "tls", "passthrough") === true;
  const options = optionsReference(traefik, object, tls);
  return list(object.body, "spec", "routes").flatMap((route, index) => {
    const here: FieldPath = ["spec", "routes", index];
    const parsed = parseRule(text(route, "match") ?? "");
    const services = list(route, "services").map((service, place) =>
      tcpLeg(traefik, object, service, [...here, "services", place], passthrough, tls === null),
    );
    return (parsed?.matches ?? [{ host: "*", literal: false }]).map(
      ({ host, literal }): TcpRouter => ({
        object,
        at: here,
        host,
        entryPoints: points,
        mode: tls === null ? "raw" : passthrough ? "passthrough" : "terminates",
        options: options.id,
        tlsAt: tls === null ? here : ["spec", "tls"],
        legs: services.flatMap((item) => item.leg),
        dropped:
          options.refused ??
          (parsed === null ? { fact: FACTS.ruleInvalid, object, at: [...here, "match"] } : null) ??
          (points.length === 0 ? { fact: FACTS.entryPointUnknown, object, at: ["spec", "entryPoints"] } : null) ??
          (tls === null && literal ? { fact: FACTS.tcpNeedsTls, object, at: [...here, "match"] } : null) ??
          services.find((item) => item.missing !== null)?.missing ??
          null,
      }),
    );
  });
}

function tcpLeg(
  traefik: TraefikWorld,
  object: KubeObject,
  service: unknown,
  where: FieldPath,
  passthrough: boolean,
  raw: boolean,
): { readonly leg: Leg; readonly missing: Cause | null } {
  const own = object.namespace ?? "default";
  const namespace = text(service, "namespace") ?? own;
  const by: Cause = { fact: FACTS.serviceMissing, object, at: where };
  const port = integer(service, "port") ?? text(service, "port") ?? null;
  const found = servicePort(
    traefik.world,
    namespace,
    { service: text(service, "name") ?? "", port, at: where },
    traefik.crdOptions,
    by,
  );
  const crossed: Cause | null =
    namespace !== own && !traefik.crdOptions.crossNamespace
      ? { fact: FACTS.crossNamespace, object, at: [...where, "namespace"] }
      : null;
  const base = {
    role: "backend",
    place: found.place,
    assumptions: found.assumptions,
    breaks: null,
    notInForce: null,
  } as const;
  const missing = crossed ?? found.missing;
  const dialsTls = flag(service, "tls") === true;
  if (passthrough || (raw && !dialsTls)) {
    const fact = passthrough ? FACTS.tcpPassthrough : FACTS.tcpRaw;
    return {
      leg: {
        ...base,
        protection: "passthrough",
        causes: [{ fact, object, at: passthrough ? ["spec", "tls", "passthrough"] : where }],
      },
      missing,
    };
  }
  if (!dialsTls) {
    return {
      leg: {
        ...base,
        protection: "plaintext",
        causes: [{ fact: FACTS.tcpBackendClear, object, at: [...where, "tls"] }],
      },
      missing,
    };
  }
  const name = text(service, "serversTransport");
  const transport = name === undefined ? undefined : findTransport(traefik.world, "tcp", namespace, name);
  if (name !== undefined && transport === undefined && traefik.world.inventory.whole) {
    return {
      leg: { ...base, protection: "unknown", causes: [by] },
      missing: { fact: FACTS.transportMissing, object, at: [...where, "serversTransport"] },
    };
  }
  const tls = at(transport?.body, "spec", "tls");
  const named = text(tls, "serverName") !== undefined || flag(tls, "insecureSkipVerify") === true;
  if (transport === undefined || !isFields(tls) || !named) {
    const cause: Cause = {
      fact: FACTS.tcpBackendNever,
      object: transport ?? object,
      at: transport === undefined ? [...where, "tls"] : ["spec", "tls"],
    };
    return {
      leg: {
        ...base,
        protection: "broken",
        causes: [cause],
        breaks: "neither serverName nor insecureSkipVerify is set, so Traefik refuses to dial",
      },
      missing,
    };
  }
  const made = transportTls(traefik.world, transport, traefik.config, found.external);
  return { leg: { ...base, ...made, assumptions: [...found.assumptions, ...made.assumptions] }, missing };
}
