import type { KubeObject } from "../../model/objects.ts";
import { list, text, texts } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import { absence } from "../../inventory/named-secrets.ts";
import { assumption } from "../../model/evidence.ts";
import { type Authorities, together } from "../../model/trust.ts";
import { authoritiesOf } from "../authorities.ts";
import type { World } from "../contract.ts";
import { keyPairText } from "../key-pairs.ts";
import type { NamespacedName, NginxSettings } from "./settings.ts";

/** What the controller holds of a Secret (getPemCertificate in internal/ingress/controller/store/backend_ssl.go). */
export interface HeldSecret {
  /** False: an error, as for a missing Secret, an unreadable certificate, a key of another certificate, a bad CA. */
  readonly usable: boolean;
  /** Why hosts are not served with it, as the end of "Secret … "; null where they are. */
  readonly why: string | null;
  readonly keyPair: boolean;
  readonly ca: boolean;
  readonly assumptions: readonly Assumption[];
  /** Present with data, so that names can be read from it. */
  readonly object: KubeObject | null;
  /** Host names that an object in the input says the certificate will have; null when nothing says so. */
  readonly promisedNames: readonly string[] | null;
}

const UNUSABLE = {
  usable: false,
  keyPair: false,
  ca: false,
  assumptions: [],
  object: null,
  promisedNames: null,
};

/** Secrets as the controller reads them; one that the input does not hold is supposed to exist and to fit. */
export class SecretStore {
  readonly #world: World;
  readonly #settings: NginxSettings;
  readonly #held = new Map<string, HeldSecret>();

  constructor(world: World, settings: NginxSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  held({ namespace, name }: NamespacedName): HeldSecret {
    const key = `${namespace}/${name}`;
    let held = this.#held.get(key);
    if (held === undefined) {
      held = this.#read(namespace, name);
      this.#held.set(key, held);
    }
    return held;
  }

  /**
   * Whether a Secret's certificate covers a host: SANs, and the common name where there are none.
   * Source: controller.go createServers, certificate.go verifyHostname.
   */
  covers(held: HeldSecret, host: string, commonName: boolean): boolean {
    if (held.object !== null) return this.#world.certificates.covers(held.object, host, commonName) ?? false;
    if (held.promisedNames === null) return true;
    return held.promisedNames.some((name) => nameCovers(name, host));
  }

  /** IsValidHostname in internal/net/ssl/ssl.go: any of CN and SANs, with a wildcard for the first label. */
  lists(held: HeldSecret, host: string): boolean {
    const names = held.object === null ? held.promisedNames : this.#world.certificates.names(held.object);
    return (names ?? []).some((name) => nameCovers(name, host));
  }

  /** What its file is trusted for: ca.crt, and the certificates of tls.crt that stand before it. */
  authorities({ namespace, name }: NamespacedName): Authorities {
    const found = this.#world.inventory.secret(namespace, name);
    const hasPair = found.state === "present" && present(found.secret, "tls.crt") && present(found.secret, "tls.key");
    const keys = hasPair ? ["ca.crt", "tls.crt"] : ["ca.crt"];
    return together(keys.map((key) => authoritiesOf(this.#world, "Secret", namespace, name, key)));
  }

  /** Whether a Secret is there, with an entry where one is named; one that the input does not hold is supposed to be. */
  hasKey({ namespace, name }: NamespacedName, key: string | null): boolean {
    if (!this.#settings.sees(namespace)) return false;
    const found = this.#world.inventory.secret(namespace, name);
    if (found.state !== "present") return found.state !== "missing";
    const facts = found.secret.secret;
    return key === null || (facts?.keys.includes(key) ?? false) || (facts?.emptyKeys.includes(key) ?? false);
  }

  /** A ConfigMap; null when the input does not say whether it exists. */
  configMap({ namespace, name }: NamespacedName): KubeObject | "missing" | null {
    if (!this.#settings.sees(namespace)) return "missing";
    return (
      this.#world.inventory.find("ConfigMap.", namespace, name) ?? (this.#world.inventory.whole ? "missing" : null)
    );
  }

  #read(namespace: string, name: string): HeldSecret {
    const found = this.#world.inventory.secret(namespace, name);
    if (!this.#settings.sees(namespace))
      return { ...UNUSABLE, why: "is in a namespace that the controller does not watch" };
    if (found.state === "missing") {
      return { ...UNUSABLE, why: absence(this.#world.inventory, { namespace, name }) };
    }
    if (found.state === "made" && found.keys !== null) {
      const hasCa = found.keys.includes("ca.crt");
      return { ...UNUSABLE, usable: hasCa, ca: hasCa, why: hasCa ? null : "has no ca.crt" };
    }
    if (found.state !== "present") {
      const made = found.state === "made";
      return {
        usable: true,
        why: null,
        keyPair: true,
        ca: true,
        object: null,
        promisedNames: made ? promisedNames(found.by, name) : null,
        assumptions: [
          assumption(
            `the content of Secret ${namespace}/${name}`,
            made ? `${found.by.kind} ${found.by.name} has made it, with a matching key and CA` : "it exists and fits",
            "add the Secret to the input (its key is dropped as it is read), or audit the live cluster",
          ),
        ],
      };
    }
    const { secret } = found;
    const facts = secret.secret;
    const hasPair = present(secret, "tls.crt") && present(secret, "tls.key");
    const bundle = this.#world.certificates.bundle(secret, "ca.crt");
    const hasCa = facts?.keys.includes("ca.crt") ?? false;
    const state = this.#world.certificates.keyPair(secret);
    const pairFits = !hasPair || state === "usable";
    const caFits = !hasCa || bundle === "usable";
    const usable = (hasPair || hasCa) && pairFits && caFits && (!hasCa || crlFits(secret));
    const spoilt = caFits ? "ca.crl" : "ca.crt";
    return {
      usable,
      why:
        state !== "usable"
          ? keyPairText(secret, state)
          : usable
            ? null
            : `has a ${spoilt} that cannot be read, and with it the certificate is not taken either`,
      keyPair: hasPair && usable,
      ca: hasCa && usable,
      assumptions: [],
      object: secret,
      promisedNames: null,
    };
  }
}

/** The entry is there, be it empty: an empty certificate is an error and not an absence. */
function present(secret: KubeObject, key: string): boolean {
  return (secret.secret?.keys.includes(key) ?? false) || (secret.secret?.emptyKeys.includes(key) ?? false);
}

function promisedNames(maker: KubeObject, secretName: string): readonly string[] | null {
  if (maker.kind === "Certificate") {
    const names = texts(maker.body, "spec", "dnsNames");
    const commonName = text(maker.body, "spec", "commonName");
    return commonName === undefined ? names : [...names, commonName];
  }
  if (maker.kind !== "Ingress") return null;
  return list(maker.body, "spec", "tls")
    .filter((entry) => text(entry, "secretName") === secretName)
    .flatMap((entry) => texts(entry, "hosts"));
}

function nameCovers(name: string, host: string): boolean {
  const [given, wanted] = [name.toLowerCase(), host.toLowerCase()];
  return given === wanted || given === `*${wanted.slice(wanted.indexOf("."))}`;
}

/** A list of revoked certificates beside ca.crt has to be one. Source: internal/net/ssl/ssl.go ConfigureCRL. */
function crlFits(secret: KubeObject): boolean {
  if (secret.secret?.keys.includes("ca.crl") !== true) return true;
  return /^\s*-----BEGIN X509 CRL-----/.test(secret.secret.pem["ca.crl"] ?? "");
}
