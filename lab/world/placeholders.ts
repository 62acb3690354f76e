import { X509Certificate } from "node:crypto";
import { fields } from "../../src/model/read.ts";
import { type Authorities, type Authority, fingerprint, type Names } from "./keys.ts";
import { annotationOf, type Manifest, type ManifestFile, namespaceOf, nameOf } from "./manifests.ts";

const ANNOTATION = "lab.lasthop.dev/certificate";

export interface Filled {
  readonly files: readonly ManifestFile[];
  /** `namespace/name` of the Secret by the fingerprint of its certificate. */
  readonly secrets: ReadonlyMap<string, string>;
  /** DNS names of the certificates. */
  readonly names: readonly string[];
}

/**
 * Puts certificates into the Secrets and ConfigMaps that ask for one, `lab.lasthop.dev/certificate: "good; dns=app.test"`:
 *
 * - `good`, `system`, `rogue`: `tls.crt` and `tls.key`, signed by the lab's CA, by the one that plays the system's
 *   roots, or by one that nobody knows, for the names in `dns=`, `ip=` and `uri=` (commas between)
 * - `ca`, `system-ca`, `rogue-ca`: that authority's certificate as `ca.crt`, or under the key of `key=`
 * - `ended`: like `good`, and not valid any more
 * - `mismatch`: a certificate with the key of another; `garbage`: no certificate at all
 *
 * Several at once with `+`. Certificates that a case brings along are issued again, for the lab has no key of who signed them.
 */
export function fillPlaceholders(files: readonly ManifestFile[], authorities: Authorities): Filled {
  const secrets = new Map<string, string>();
  const names: string[] = [];
  const filled = files.map(({ name, objects }) => ({
    name,
    objects: objects.map((object) => {
      if (object.kind !== "Secret" && object.kind !== "ConfigMap") return object;
      const data = contentOf(object, authorities);
      const leaf = data.get("tls.crt");
      if (object.kind === "Secret" && leaf?.includes("BEGIN CERTIFICATE")) {
        secrets.set(fingerprint(leaf), `${namespaceOf(object)}/${nameOf(object)}`);
        names.push(...(namesOf(new X509Certificate(leaf)).dns ?? []));
      }
      return withData(object, data);
    }),
  }));
  return { files: filled, secrets, names };
}

function withData(object: Manifest, data: ReadonlyMap<string, string>): Manifest {
  if (data.size === 0) return object;
  const encode = (value: string): string => (object.kind === "Secret" ? Buffer.from(value).toString("base64") : value);
  const { stringData: _, ...rest } = object;
  return { ...rest, data: Object.fromEntries([...data].map(([key, value]) => [key, encode(value)])) } as Manifest;
}

function contentOf(object: Manifest, authorities: Authorities): Map<string, string> {
  const data = new Map<string, string>();
  const encoded = object.kind === "Secret";
  for (const [key, value] of Object.entries(fields(object, "data"))) {
    if (typeof value === "string") data.set(key, encoded ? Buffer.from(value, "base64").toString() : value);
  }
  for (const [key, value] of Object.entries(fields(object, "stringData"))) {
    if (typeof value === "string") data.set(key, value);
  }
  const asked = annotationOf(object, ANNOTATION);
  if (asked === undefined) reissue(data, authorities);
  else fill(data, asked, authorities);
  return data;
}

/** The lists of `name=a,b; other=c`; empty for one that is not there. */
export function settingsOf(asked: string): (name: string) => string[] {
  const settings = asked.split(";").map((part) => part.trim());
  return (name) => {
    const found = settings.find((item) => item.startsWith(`${name}=`))?.slice(name.length + 1);
    return found === undefined ? [] : found.split(",");
  };
}

function fill(data: Map<string, string>, asked: string, { own, system, rogue }: Authorities): void {
  const [kinds = ""] = asked.split(";");
  const setting = settingsOf(asked);
  const names: Names = { dns: setting("dns"), ip: setting("ip"), uri: setting("uri") };
  const caKey = setting("key")[0] ?? "ca.crt";
  const pair = (authority: Authority, ended = false): void => {
    const issued = authority.issue({ ...names, ended });
    data.set("tls.crt", issued.certificate).set("tls.key", issued.key);
  };
  const kindsOf: Readonly<Record<string, () => void>> = {
    good: () => pair(own),
    system: () => pair(system),
    rogue: () => pair(rogue),
    ended: () => pair(own, true),
    ca: () => data.set(caKey, own.certificate),
    "system-ca": () => data.set(caKey, system.certificate),
    "rogue-ca": () => data.set(caKey, rogue.certificate),
    mismatch: () => data.set("tls.crt", own.issue(names).certificate).set("tls.key", own.issue(names).key),
    garbage: () => data.set("tls.crt", "no certificate").set("tls.key", "no key"),
  };
  for (const kind of kinds.split("+").map((item) => item.trim())) {
    const make = kindsOf[kind];
    if (make === undefined) throw new Error(`${ANNOTATION}: "${kind}" is none of ${Object.keys(kindsOf).join(", ")}`);
    make();
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;

/** The same certificates, by the lab's authorities. A key that did not fit before does not fit after. */
function reissue(data: Map<string, string>, authorities: Authorities): void {
  for (const [key, value] of data) {
    const [first, ...more] = value.match(CERTIFICATE) ?? [];
    if (first === undefined) continue;
    const certificate = new X509Certificate(first);
    if (certificate.ca) {
      data.set(
        key,
        [first, ...more].map((item) => named(new X509Certificate(item).subject, authorities).certificate).join(""),
      );
      continue;
    }
    const issued = named(certificate.issuer, authorities).issue(namesOf(certificate));
    data.set(key, issued.certificate);
    if (key === "tls.crt" && data.has("tls.key")) data.set("tls.key", issued.key);
  }
}

function named(name: string, { own, system, rogue }: Authorities): Authority {
  if (/rogue|unknown|evil/i.test(name)) return rogue;
  return /public|system/i.test(name) ? system : own;
}

function namesOf(certificate: X509Certificate): Names {
  const alternatives = (certificate.subjectAltName ?? "").split(", ");
  const of = (kind: string): string[] =>
    alternatives.filter((item) => item.startsWith(kind)).map((item) => item.slice(kind.length));
  const commonName = /CN=(.+)/.exec(certificate.subject)?.[1];
  return {
    ...(commonName === undefined ? {} : { commonName }),
    dns: of("DNS:"),
    ip: of("IP Address:"),
    uri: of("URI:"),
  };
}
