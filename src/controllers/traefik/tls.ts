import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields, flag, list, text, texts } from "../../model/read.ts";
import type { ServedCertificate } from "../../model/report.ts";
import type { World } from "../contract.ts";
import type { Cause, Loaded } from "./dynamic.ts";
import { FACTS } from "./facts.ts";

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
    for (const object of all) this.#byId.set(`${object.namespace}-${object.name}@kubernetescrd`, read(world, object));
    const defaults = all.filter((object) => object.name === "default");
    const [only] = defaults;
    // Two of that name cancel each other.
    this.default = defaults.length === 1 && only !== undefined ? read(world, only) : BUILT_IN;
  }

  /** null id: the default option. */
  get(id: string | null): TlsOption {
    if (id === null) return this.default;
    // Options that the ingress-nginx look-alike makes of auth-tls-*.
    const demand = /^client-certificate-(optional|required)$/.exec(id)?.[1];
    if (demand === "optional" || demand === "required") return { ...BUILT_IN, clientAuth: demand };
    const found = this.#byId.get(id);
    if (found !== undefined) return found;
    return this.#whole || !id.endsWith("@kubernetescrd") ? { ...BUILT_IN, broken: true } : BUILT_IN;
  }
}

function read(world: World, object: KubeObject): TlsOption {
  const clientAuth = fields(object.body, "spec", "clientAuth");
  const type = text(clientAuth, "clientAuthType") ?? "NoClientCert";
  const names = texts(clientAuth, "secretNames");
  const usable = names.filter((name) => {
    const held = world.inventory.secret(object.namespace ?? "default", name);
    if (held.state !== "present") return held.state !== "missing";
    return ["tls.ca", "ca.crt", "tls.crt"].some((key) => world.certificates.bundle(held.secret, key) === "usable");
  });
  const needsCa = type === "RequireAndVerifyClientCert" || type === "VerifyClientCertIfGiven";
  const broken =
    (names.length > 0 && usable.length < names.length) || (needsCa && usable.length === 0) || badVersion(object);
  const demanded =
    type === "RequireAndVerifyClientCert" || type === "RequireAnyClientCert"
      ? "required"
      : type === "NoClientCert"
        ? "none"
        : "optional";
  // A CA without a type means that a certificate is required.
  const implied = usable.length > 0 && text(clientAuth, "clientAuthType") === undefined ? "required" : demanded;
  return { clientAuth: implied, broken, sniStrict: flag(object.body, "spec", "sniStrict") === true, object };
}

function badVersion(object: KubeObject): boolean {
  const version = text(object.body, "spec", "minVersion");
  return version !== undefined && version !== "" && !/^VersionTLS1[0-3]$/.test(version);
}

/** Certificates that Traefik has loaded, searched by server name. */
export class Certificates {
  readonly #all: readonly Loaded[];
  readonly #default: ServedCertificate;
  readonly #defaultCause: Cause;

  constructor(world: World, loaded: readonly Loaded[]) {
    const stores = [
      ...world.inventory.all("TLSStore.traefik.io"),
      ...world.inventory.all("TLSStore.traefik.containo.us"),
    ].filter((store) => store.name === "default");
    const extra = stores.flatMap((store) =>
      list(store.body, "spec", "certificates").flatMap((item, index) => {
        const name = text(item, "secretName");
        if (name === undefined) return [];
        const cause: Cause = {
          fact: FACTS.certificate,
          object: store,
          at: ["spec", "certificates", index, "secretName"],
        };
        const found = load(world, store.namespace ?? "default", name, [], cause);
        return found === null ? [] : [found];
      }),
    );
    this.#all = [...loaded, ...extra];
    const store = stores.length === 1 ? stores[0] : undefined;
    const name = text(store?.body, "spec", "defaultCertificate", "secretName");
    const namespace = store?.namespace ?? "default";
    const held =
      name === undefined
        ? null
        : load(world, namespace, name, [], {
            fact: FACTS.defaultCertificate,
            object: store ?? null,
            at: ["spec", "defaultCertificate"],
          });
    this.#default =
      held === null || name === undefined ? { kind: "controller-default" } : { kind: "secret", namespace, name };
    this.#defaultCause = held?.cause ?? { fact: FACTS.defaultCertificate, object: null, at: [] };
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
  } {
    const brought = host === "*" && owner !== null ? this.#all.find((item) => item.cause.object === owner) : undefined;
    if (brought !== undefined) {
      const { namespace, name, cause } = brought;
      return { certificate: { kind: "secret", namespace, name }, cause, loaded: brought };
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
        };
      }
    }
    return { certificate: this.#default, cause: this.#defaultCause, loaded: null };
  }
}

function wildcardCovers(name: string, host: string): boolean {
  return host.slice(host.indexOf(".")) === name.slice(1);
}

/**
 * A certificate Secret as Traefik loads it; null for one that it cannot use.
 * @param hosts what its owner wants it for, used where its names are not known
 */
export function load(
  world: World,
  namespace: string,
  name: string,
  hosts: readonly string[],
  cause: Cause,
): Loaded | null {
  const held = world.inventory.secret(namespace, name);
  if (held.state === "missing") return null;
  if (held.state === "present") {
    if (world.certificates.keyPair(held.secret) !== "usable") return null;
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
