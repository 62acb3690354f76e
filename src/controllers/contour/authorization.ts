import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at, isFields, list, integer, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { Cause } from "../gateway-api/cause.ts";
import type { Leg } from "../gateway-api/leg.ts";
import type { Config, Named } from "./config.ts";
import { FACTS } from "./facts.ts";
import { authority, parseName } from "./secrets.ts";

/** The request that asks whether another one may pass, or why the HTTPProxy that wants it is refused. */
type Authorization = { readonly leg: Leg } | { readonly why: string; readonly cause: Cause };

/**
 * Who is asked before the requests of a host that ends TLS: its own ExtensionService, else that of the settings. It is
 * dialled by TLS (h2) unless it says h2c. Source: computeSecureVirtualHostAuthorization.
 */
export function authorizationOf(world: World, config: Config, root: KubeObject): Authorization | null {
  const path = ["spec", "virtualhost", "authorization", "extensionRef"];
  const ref = at(root.body, ...path);
  const name = text(ref, "name");
  if (isFields(ref) && name !== undefined) {
    const named = { namespace: text(ref, "namespace") ?? root.namespace ?? "default", name };
    return authorize(world, named, { fact: FACTS.authorization, object: root, at: path });
  }
  const { globalAuthorization: named } = config;
  if (named === null) return null;
  return authorize(world, named, { fact: FACTS.authorizationGlobal, object: config.object, at: config.at });
}

/** Whether requests of a route go without being asked about: its own word, the host's, then that of the settings. */
export function asksNobody(config: Config, root: KubeObject, ownWord: boolean | null): boolean {
  const host = at(root.body, "spec", "virtualhost", "authorization", "authPolicy", "disabled");
  const isOwn = isFields(at(root.body, "spec", "virtualhost", "authorization"));
  return ownWord ?? (isOwn ? host === true : config.globalAuthorizationDisabled);
}

function authorize(world: World, { namespace, name }: Named, cause: Cause): Authorization {
  const found = world.inventory.find("ExtensionService.projectcontour.io", namespace, name);
  const what = `ExtensionService ${namespace}/${name}`;
  const [service] = list(found?.body, "spec", "services");
  const base: Leg = {
    role: "auth",
    place: { kind: "service", name: text(service, "name") ?? name, namespace, port: integer(service, "port") ?? null },
    protection: "unknown",
    status: null,
    causes: [cause],
    assumptions: [],
    traits: [],
  };
  if (found === undefined) {
    if (world.inventory.whole) return refused(cause, `${what} does not exist`);
    const supposed = assumption(what, "nothing: the verdict is unknown", `add ${what} to the input`);
    return { leg: { ...base, assumptions: [supposed] } };
  }
  const why = problemOf(world, found);
  if (why !== null) return refused({ ...cause, object: found, at: ["spec"] }, `${what} is not valid: ${why}`);
  if (text(found.body, "spec", "protocol") === "h2c") return { leg: { ...base, protection: "plaintext" } };
  const verified = isFields(at(found.body, "spec", "validation"));
  return { leg: { ...base, protection: verified ? "tls-verified" : "tls-unverified" } };
}

function refused(cause: Cause, why: string): Authorization {
  return { why, cause: { ...cause, fact: FACTS.authorizationBroken, text: `${why}.` } };
}

/** Source: buildExtensionService. */
function problemOf(world: World, extension: KubeObject): string | null {
  const namespace = extension.namespace ?? "default";
  const validation = at(extension.body, "spec", "validation");
  if (isFields(validation)) {
    const held = authority(world, parseName(text(validation, "caSecret") ?? "", namespace), namespace);
    if (held.why !== null) return held.why;
    if (text(extension.body, "spec", "protocol") === "h2c") return "validation does not go with protocol h2c";
  }
  for (const target of list(extension.body, "spec", "services")) {
    const service = world.inventory.service(namespace, text(target, "name") ?? "");
    const where = `Service ${namespace}/${text(target, "name")}`;
    if (service === undefined) {
      if (world.inventory.whole) return `${where} does not exist`;
      continue;
    }
    if (text(service.body, "spec", "type") === "ExternalName") return `${where} is of type ExternalName`;
    const port = integer(target, "port");
    if (!list(service.body, "spec", "ports").some((item) => integer(item, "port") === port))
      return `${where} has no port ${port}`;
  }
  return null;
}
