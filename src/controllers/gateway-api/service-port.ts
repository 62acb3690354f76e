import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields, flag, integer, list, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { endpointSlices } from "../endpoints.ts";
import type { BackendRef } from "./references.ts";

/** The port of a Service that a backendRef names. */
export interface ServicePort {
  /** null where the Service is not in the input. */
  readonly service: KubeObject | null;
  readonly number: number | null;
  readonly name: string | null;
  readonly appProtocol: string | null;
  /** The entry's index in spec.ports. */
  readonly index: number | null;
  readonly missing: string | null;
  readonly external: boolean;
  /** Nobody is ready behind it. */
  readonly empty: boolean;
  readonly assumptions: readonly Assumption[];
}

/** @param whoeverIsListed pods that are not ready are asked too, where no others are */
export function servicePort(world: World, ref: BackendRef, whoeverIsListed = false): ServicePort {
  const where = `Service ${ref.namespace}/${ref.name}`;
  const service = world.inventory.service(ref.namespace, ref.name) ?? null;
  const base: ServicePort = {
    service,
    number: ref.port,
    name: null,
    appProtocol: null,
    index: null,
    missing: null,
    external: false,
    empty: false,
    assumptions: [],
  };
  if (ref.port === null) return { ...base, missing: "the reference names no port" };
  if (service === null) {
    if (world.inventory.whole) return { ...base, missing: `${where} does not exist` };
    const supposed = assumption(
      where,
      "it exists, has this port without a telling name or appProtocol, and ready pods",
      "add the Service to the input",
    );
    return { ...base, assumptions: [supposed] };
  }
  const ports = list(service.body, "spec", "ports");
  const index = ports.findIndex((entry) => integer(entry, "port") === ref.port);
  const entry = ports[index];
  const external = text(service.body, "spec", "type") === "ExternalName";
  if (entry === undefined && !external) return { ...base, missing: `${where} has no port ${ref.port}` };
  const name = text(entry, "name") || null;
  return {
    ...base,
    name,
    appProtocol: text(entry, "appProtocol") ?? null,
    index: index < 0 ? null : index,
    external,
    empty: !external && isEmpty(world, service, name ?? "", whoeverIsListed),
  };
}

/** A Service whose slices say that nobody is ready; without slices its selector is believed. */
function isEmpty(world: World, service: KubeObject, portName: string, whoeverIsListed: boolean): boolean {
  const slices = endpointSlices(world, service);
  if (slices.length === 0)
    return world.inventory.whole && Object.keys(fields(service.body, "spec", "selector")).length === 0;
  return !slices
    .filter((slice) => list(slice.body, "ports").some((port) => (text(port, "name") ?? "") === portName))
    .flatMap((slice) => list(slice.body, "endpoints"))
    .some((endpoint) => whoeverIsListed || flag(endpoint, "conditions", "ready") !== false);
}

/** Port 443 or 8443, or a name that begins with https: most pods speak TLS there. */
export function looksLikeTls({ number, name, appProtocol }: ServicePort): boolean {
  const https = appProtocol !== null && /^https$/i.test(appProtocol);
  return number === 443 || number === 8443 || https || (name !== null && /^https/i.test(name));
}
