import { isFields, list, text, texts } from "../../src/model/read.ts";
import { annotationOf, type Manifest } from "./manifests.ts";
import { settingsOf } from "./placeholders.ts";

/** On any object: the names of the pods' certificate, instead of all that the case expects of them. */
const NAMES = "lab.lasthop.dev/names-of-pods";

interface PodNames {
  readonly dns: string[];
  readonly uri: string[];
}

/** The names that a case says its pods have; null where it leaves them open. */
export function statedNames(objects: readonly Manifest[]): PodNames | null {
  const said = objects.map((object) => annotationOf(object, NAMES)).find((item) => item !== undefined);
  if (said === undefined) return null;
  const setting = settingsOf(said);
  return { dns: setting("dns"), uri: setting("uri") };
}

/** The names that a case expects its backends to have, with those of its Services: their good certificate has them all. */
export function namesOfPods(objects: readonly Manifest[], services: readonly string[]): PodNames {
  const stated = statedNames(objects);
  if (stated !== null) return stated;
  const { dns, uri } = namesIn(objects);
  return { dns: [...new Set([...dns, ...services])], uri };
}

const NAME_KEYS = /^(?:serverName|subjectName|sni|nginx\.ingress\.kubernetes\.io\/proxy-ssl-name)$/;

function namesIn(objects: readonly Manifest[]): PodNames {
  const dns: string[] = ["backend.lab.test"];
  const hosts = objects.flatMap((object) => list(object, "spec", "rules").map((rule) => text(rule, "host") ?? ""));
  const uri: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (!isFields(value)) return;
    if (value["type"] === "URI" && typeof value["value"] === "string") uri.push(value["value"]);
    if (value["type"] === "Hostname" && typeof value["hostname"] === "string") dns.push(value["hostname"]);
    if (value["type"] === "URI" && typeof value["uri"] === "string") uri.push(value["uri"]);
    const verified = text(value, "validation", "hostname");
    if (verified !== undefined) dns.push(verified);
    // Of HTTPProxies.
    dns.push(...texts(value, "validation", "subjectNames"));
    if (value["type"] === "DNSName" && typeof value["value"] === "string") dns.push(value["value"]);
    for (const [key, item] of Object.entries(value)) {
      // A name that is made of the request can be any host's.
      if (typeof item === "string" && NAME_KEYS.test(key) && item.includes("$")) dns.push(...hosts);
      else if (typeof item === "string" && NAME_KEYS.test(key) && item !== "") dns.push(item);
      else if (typeof item === "string" && key === "peerCertURI" && item !== "") uri.push(item);
      else walk(item);
    }
  };
  walk(objects);
  return { dns, uri };
}
