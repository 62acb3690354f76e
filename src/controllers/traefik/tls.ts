import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields, flag, list, text, texts } from "../../model/read.ts";
import type { ServedCertificate } from "../../model/report.ts";
import type { World } from "../contract.ts";
import type { Cause, Loaded } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { caKey } from "./transports.ts";

/** What a TLS option demands. */
export interface TlsOption {
  readonly clientAuth: "none" | "optional" | "required";
  /** Cannot be built: every TLS connection is closed. */
  readonly broken: boolean;
  readonly sniStrict: boolean;
  readonly object: KubeObject | null;
}

const BUILT_IN: TlsOption = { clientAuth: "none", broken: false, sniStrict: false, object: null };

/** All TLS options by `namespace-name@kubernetescrd`, and the default one. Source: buildTLSOptions in crd/kubernetes.go. */
export class TlsOptions {
  readonly #byId = new Map<string, TlsOption>();
  readonly #whole: boolean;
  readonly default: TlsOption;

  constructor(world: World) {
    this.#whole = world.inventory.whole;
    const all = [
      ...world.inventory.all("TLSOption.traefik.io"),
      ...world.inventory.all("TLSOption.traefik.containo.us"),
    ];
    for (const object of all) {
      // The one that is named default has no other name.
      if (object.name !== "default")
        this.#byId.set(`${object.namespace}-${object.name}@kubernetescrd`, read(world, object));
    }
    const defaults = all.filter((object) => object.name === "default");
    const [only] = defaults;
    // Two of that name cancel each other.
    this.default = defaults.length === 1 && only !== undefined ? read(world, only) : BUILT_IN;
  }

  /** null id: the default option. */
  get(id: string | null): TlsOption {
    if (id === null || id === "default") return this.default;
    // Options that the ingress-nginx look-alike makes of auth-tls-*.
    const demand = /^client-certificate-(none|optional|required|broken)$/.exec(id)?.[1];
    if (demand === "broken") return { ...BUILT_IN, broken: true };
    if (demand === "none" || demand === "optional" || demand === "required") return { ...BUILT_IN, clientAuth: demand };
    const found = this.#byId.get(id);
    if (found !== undefined) return found;
    return this.#whole || !id.endsWith("@kubernetescrd") ? { ...BUILT_IN, broken: true } : BUILT_IN;
  }
}

/** Source: buildTLSOptions in crd/kubernetes.go, buildTLSConfig in pkg/tls/tlsmanager.go. */
function read(world: World, object: KubeObject): TlsOption {
  const clientAuth = fields(object.body, "spec", "clientAuth");
  const type = text(clientAuth, "clientAuthType") ?? "";
  // A Secret that is missing or has no CA is passed over; one whose CA cannot be read breaks the option.
  const authorities = texts(clientAuth, "secretNames").flatMap((name) => {
    const held = world.inventory.secret(object.namespace ?? "default", name);
    if (held.state !== "present") return held.state === "missing" ? [] : ["usable"];
    const key = caKey(held.secret, false);
    return key === null ? [] : [world.certificates.bundle(held.secret, key)];
  });
  const needsCa = type === "RequireAndVerifyClientCert" || type === "VerifyClientCertIfGiven";
  const broken =
    authorities.some((state) => state !== "usable") || (needsCa && authorities.length === 0) || badSettings(object);
  const demands: Readonly<Record<string, TlsOption["clientAuth"]>> = {
    NoClientCert: "none",
    RequestClientCert: "optional",
    VerifyClientCertIfGiven: "optional",
    RequireAnyClientCert: "required",
    RequireAndVerifyClientCert: "required",
    // A CA without a type means that a certificate is required.
    "": authorities.length > 0 ? "required" : "none",
  };
  const demanded = Object.hasOwn(demands, type) ? demands[type] : undefined;
  return {
    clientAuth: demanded ?? "none",
    broken: broken || demanded === undefined,
    sniStrict: flag(object.body, "spec", "sniStrict") === true,
    object,
  };
}

const VERSIONS = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"];
const CURVE =
  /^(?:secp(?:256|384|521)r1|CurveP(?:256|384|521)|x25519|X25519|x25519mlkem768|X25519MLKEM768|secp256r1mlkem768|SecP256r1MLKEM768|secp384r1mlkem1024|SecP384r1MLKEM1024)$/;
const CIPHER =
  /^TLS_(?:(?:RSA|ECDHE_RSA|ECDHE_ECDSA)_WITH_\w+|AES_(?:128|256)_GCM_SHA(?:256|384)|CHACHA20_POLY1305_SHA256|FALLBACK_SCSV)$/;

/** Versions that no name is known for count as not set; suites and curves of unknown names break the option. */
function badSettings(object: KubeObject): boolean {
  const least = VERSIONS.indexOf(text(object.body, "spec", "minVersion") ?? "");
  const most = VERSIONS.indexOf(text(object.body, "spec", "maxVersion") ?? "");
  return (
    (most >= 0 && least > most) ||
    texts(object.body, "spec", "cipherSuites").some((name) => !CIPHER.test(name)) ||
    texts(object.body, "spec", "curvePreferences").some((name) => !CURVE.test(name))
  );
}

/** Certificates that Traefik has loaded, searched by server name. */
export class Certificates {
  readonly #all: readonly Loaded[];
  readonly #default: ServedCertificate;
  readonly #defaultCause: Cause;
  /** The default certificate cannot be read: there is none, and no handshake without another one. */
  readonly #broken: boolean;

  constructor(world: World, loaded: readonly Loaded[]) {
    const stores = [
      ...world.inventory.all("TLSStore.traefik.io"),
      ...world.inventory.all("TLSStore.traefik.containo.us"),
    ].filter((store) => store.name === "default");
    // A default certificate that is missing ends the store's reading before its other certificates.
    const hasDefault = (store: KubeObject): boolean => {
      const name = text(store.body, "spec", "defaultCertificate", "secretName");
      return name === undefined || world.inventory.secret(store.namespace ?? "default", name).state !== "missing";
    };
    const extra = stores.filter(hasDefault).flatMap((store) =>
      list(store.body, "spec", "certificates").flatMap((item, index) => {
        const name = text(item, "secretName");
        if (name === undefined) return [];
        const cause: Cause = {
          fact: FACTS.certificate,
          object: store,
          at: ["spec", "certificates", index, "secretName"],
        };
        const found = load(world, store.namespace ?? "default", name, [], cause);
        return typeof found === "string" ? [] : [found];
      }),
    );
    this.#all = [...loaded, ...extra];
    const store = stores.length === 1 ? stores[0] : undefined;
    const name = text(store?.body, "spec", "defaultCertificate", "secretName");
    const namespace = store?.namespace ?? "default";
    const held =
      name === undefined
        ? "absent"
        : load(world, namespace, name, [], {
            fact: FACTS.defaultCertificate,
            object: store ?? null,
            at: ["spec", "defaultCertificate"],
          });
    this.#broken = held === "unusable";
    this.#default =
      typeof held === "string" || name === undefined
        ? { kind: "controller-default" }
        : { kind: "secret", namespace, name };
    this.#defaultCause =
      typeof held === "string" ? { fact: FACTS.defaultCertificate, object: null, at: [] } : held.cause;
  }

  /**
   * Exact names before wildcards, as CertificateStore.GetBestCertificate has it; else the default one.
   * @param owner for a rule without a host: the certificate that it brings answers for the names in it
   */
  served(
    host: string,
    owner: KubeObject | null = null,
  ): {
    readonly certificate: ServedCertificate;
    readonly cause: Cause;
    readonly loaded: Loaded | null;
    /** No certificate at all is there for this name. */
    readonly broken: boolean;
  } {
    // A rule without a name, or with an expression for one.
    const nameless = host === "*" || /[^\w.*-]/.test(host);
    const brought = nameless && owner !== null ? this.#all.find((item) => item.cause.object === owner) : undefined;
    if (brought !== undefined) {
      const { namespace, name, cause } = brought;
      return { certificate: { kind: "secret", namespace, name }, cause, loaded: brought, broken: false };
    }
    if (host !== "*") {
      const exact = this.#all.find((item) => item.names?.includes(host) ?? item.hosts.includes(host));
      const found =
        exact ??
        this.#all.find(
          (item) => item.names?.some((name) => name.startsWith("*.") && wildcardCovers(name, host)) ?? false,
        );
      if (found !== undefined) {
        return {
          certificate: { kind: "secret", namespace: found.namespace, name: found.name },
          cause: found.cause,
          loaded: found,
          broken: false,
        };
      }
    }
    return { certificate: this.#default, cause: this.#defaultCause, loaded: null, broken: this.#broken };
  }
}

function wildcardCovers(name: string, host: string): boolean {
  return host.slice(host.indexOf(".")) === name.slice(1);
}

/**
 * A certificate Secret as Traefik loads it; `absent` for one that lacks a part, `unusable` for one that cannot be read.
 * @param hosts what its owner wants it for, used where its names are not known
 */
export function load(
  world: World,
  namespace: string,
  name: string,
  hosts: readonly string[],
  cause: Cause,
): Loaded | "absent" | "unusable" {
  const held = world.inventory.secret(namespace, name);
  if (held.state === "missing") return "absent";
  if (held.state === "present") {
    const state = world.certificates.keyPair(held.secret);
    if (state === "no-certificate" || state === "no-key") return "absent";
    if (state !== "usable") return "unusable";
    const names = world.certificates.names(held.secret).map((item) => item.toLowerCase());
    return { namespace, name, names, hosts, cause, assumptions: [] };
  }
  const promised =
    held.state === "made" && held.by.kind === "Certificate" ? texts(held.by.body, "spec", "dnsNames") : null;
  return {
    namespace,
    name,
    names: promised,
    hosts,
    cause,
    assumptions: [
      assumption(
        `the content of Secret ${namespace}/${name}`,
        held.state === "made"
          ? `${held.by.kind} ${held.by.name} has made it`
          : "it exists and covers the hosts that it is named for",
        "add the Secret to the input (its key is dropped as it is read), or audit the live cluster",
      ),
    ],
  };
}
