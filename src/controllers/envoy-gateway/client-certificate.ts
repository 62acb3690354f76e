import { isIncomplete } from "../../model/certificates.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at, isFields, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { gatewayCertificate } from "../gateway-api/gateway-certificate.ts";
import { namespaceOf } from "../gateway-api/kinds.ts";
import type { LegContext } from "../gateway-api/leg.ts";
import type { ClientCertificate } from "../gateway-api/profile.ts";
import { FACTS } from "./facts.ts";
import type { ProxySettings } from "./proxy.ts";

/**
 * The certificate that is shown to a backend: of the Backend, else of the Gateway where it has `spec.tls.backend` at all, else
 * of the data plane's settings. One that cannot be used breaks the way, but for the Gateway's own, which is left out.
 * Source: GetBackendTLSConfig, mergeClientTLSConfigs, processClientTLSSettings.
 */
export function clientCertificate(context: LegContext, proxies: readonly ProxySettings[]): ClientCertificate | null {
  const { world, ref, gateway } = context;
  const backend = ref.kind === "Backend" ? world.inventory.find(BACKEND, ref.namespace, ref.name) : undefined;
  const own =
    backend === undefined
      ? null
      : namedBy(world, backend, { object: backend, at: ["spec", "tls"], body: at(backend.body, "spec", "tls") });
  const outer = isFields(at(gateway.body, "spec", "tls", "backend")) ? ofGateway(context) : ofProxies(world, proxies);
  if (outer?.state === "broken" && outer.status !== UNREADABLE) return outer;
  return own ?? outer;
}

/**
 * What is merged into nearer settings is as if it were written there, and the Secret has to be where those are; but it
 * was looked for where it is written. Only in one namespace can both be.
 */
function ofProxies(world: World, proxies: readonly ProxySettings[]): ClientCertificate | null {
  const owner = proxies[0]?.object ?? null;
  for (const { object, at: path, body } of proxies) {
    const place = { object, at: [...path, "backendTLS"], body: at(body, "backendTLS") };
    const found = namedBy(world, owner, place);
    if (found === null) continue;
    const together = object === owner || (object !== null && owner !== null && object.namespace === owner.namespace);
    return together ? found : { ...found, state: "broken" };
  }
  return null;
}

const BACKEND = "Backend.gateway.envoyproxy.io";
/** Envoy takes no certificate that it cannot read, and has nobody to send requests to. */
const UNREADABLE = 503;

/** @param owner in whose namespace the Secret has to be; the program's own configuration has none */
function namedBy(world: World, owner: KubeObject | null, place: ProxySettings): ClientCertificate | null {
  const { object, at: path } = place;
  const value = at(place.body, "clientCertificateRef");
  if (!isFields(value)) return null;
  const own = owner === null || owner.kind === "ConfigMap" || owner.kind === "EnvoyGateway" ? "" : namespaceOf(owner);
  const namespace = text(value, "namespace") ?? own;
  const held = world.inventory.secret(namespace, text(value, "name") ?? "");
  const found = { fact: FACTS.clientCertificate, object, at: [...path, "clientCertificateRef"], assumptions: [] };
  if (namespace !== own || held.state === "missing") return { ...found, state: "broken" };
  if (held.state === "present" && world.certificates.keyPair(held.secret) !== "usable")
    return { ...found, fact: FACTS.clientCertificateUnreadable, state: "broken", status: UNREADABLE };
  return { ...found, state: "sent" };
}

function ofGateway(context: LegContext): ClientCertificate | null {
  const found = gatewayCertificate(context, FACTS.clientCertificate);
  if (found === null || found.pair === "usable" || found.pair === null) return found;
  // Only whether both entries are there is looked at.
  if (isIncomplete(found.pair)) return found;
  return { ...found, fact: FACTS.clientCertificateUnreadable, state: "broken", status: UNREADABLE };
}
