import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { list, text, texts } from "../../model/read.ts";
import type { Assumption, ServedCertificate } from "../../model/report.ts";
import type { HeldSecret, SecretStore } from "./secrets.ts";
import type { NamespacedName, NginxSettings } from "./settings.ts";

/** The certificate entry of a host, made by the oldest Ingress with a tls section; it may hold the default certificate. */
export interface ServedCertificateEntry {
  readonly ingress: KubeObject;
  readonly at: FieldPath;
  /** null: the default certificate. */
  readonly secret: NamespacedName | null;
  readonly held: HeldSecret | null;
  /** Why the default certificate is served. */
  readonly why: "no-secret-named" | "secret-unusable" | "host-not-covered" | "host-not-listed" | null;
  /** The Secret that was meant, where the default is served in its place. */
  readonly meant: NamespacedName | null;
  readonly assumptions: readonly Assumption[];
}

/**
 * The entry that an Ingress makes for one of its hosts; null without a tls section.
 * Source: controller.go createServers, extractTLSSecretName.
 */
export function certificateEntry(
  ingress: KubeObject,
  host: string,
  secrets: SecretStore,
): ServedCertificateEntry | null {
  const entries = list(ingress.body, "spec", "tls");
  if (entries.length === 0) return null;
  const namespace = ingress.namespace ?? "default";
  const chosen = choose(entries, namespace, host, secrets);
  const at: FieldPath = ["spec", "tls", ...(chosen.index === null ? [] : [chosen.index])];
  const base = { ingress, secret: null, held: null, meant: null, assumptions: [] };
  if (chosen.name === null) {
    const why = chosen.index === null ? "host-not-listed" : "no-secret-named";
    return { ...base, at, why };
  }
  const meant = { namespace, name: chosen.name };
  const held = secrets.held(meant);
  const where: FieldPath = [...at, "secretName"];
  if (!held.usable || !held.keyPair) return { ...base, at: where, why: "secret-unusable", meant, held };
  if (!secrets.covers(held, host, true)) return { ...base, at: where, why: "host-not-covered", meant, held };
  return { ...base, at: where, secret: meant, held, why: null, assumptions: held.assumptions };
}

interface Chosen {
  readonly index: number | null;
  readonly name: string | null;
}

/** The entry that lists the host, else the first whose certificate has it as a SAN. */
function choose(entries: readonly unknown[], namespace: string, host: string, secrets: SecretStore): Chosen {
  const wanted = host.toLowerCase();
  const listed = entries.findIndex((entry) => texts(entry, "hosts").some((name) => name.toLowerCase() === wanted));
  if (listed >= 0) return { index: listed, name: text(entries[listed], "secretName") || null };
  const fitting = entries.findIndex((entry) => {
    const name = text(entry, "secretName");
    if (name === undefined || name === "") return false;
    const held = secrets.held({ namespace, name });
    // A Secret that the input does not hold is for the hosts that its entry lists, where it lists any.
    if (held.object === null && held.promisedNames === null) return held.usable && texts(entry, "hosts").length === 0;
    return held.usable && held.keyPair && secrets.covers(held, host, false);
  });
  return fitting < 0
    ? { index: null, name: null }
    : { index: fitting, name: text(entries[fitting], "secretName") ?? null };
}

/** The certificate that answers where no host's own does. */
export function defaultCertificate(
  secrets: SecretStore,
  settings: NginxSettings,
): {
  readonly certificate: ServedCertificate;
  /** null: the generated one. */
  readonly held: HeldSecret | null;
  readonly assumptions: readonly Assumption[];
} {
  const reference = settings.reference("default-ssl-certificate");
  const held = reference === null ? null : secrets.held(reference);
  if (reference === null || held === null || !held.usable || !held.keyPair) {
    return { certificate: { kind: "controller-default" }, held: null, assumptions: [] };
  }
  return { certificate: { kind: "secret", ...reference }, held, assumptions: held.assumptions };
}
