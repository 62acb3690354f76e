import type { Inventory } from "../../inventory/inventory.ts";
import { at, list, text, texts } from "../../model/read.ts";
import { nameOfImage } from "../readers/programs.ts";
import { PodIndex, type PodSpec } from "../readers/pods.ts";

/** A program as its pod starts it. */
interface Started {
  readonly namespace: string;
  /** Flags by their names in lower case, without dashes; the last value counts. */
  readonly flags: ReadonlyMap<string, string>;
  readonly mounts: readonly string[];
}

/** The namespaces whose Secrets it lists and watches; null for all of them. */
type Watches = (started: Started) => readonly string[] | null;

/**
 * Programs of which it is known which flag makes them ask for the Secrets of some namespaces, each by itself, in place of
 * all at once. Their informers list and watch without a name, so that a namespace is the least that they can do with.
 */
const PROGRAMS: readonly (readonly [image: RegExp, watches: Watches])[] = [
  // kubernetes/ingress-nginx v1.15.1 internal/ingress/controller/store/store.go New.
  [
    /(?:^|\/)ingress-nginx\/controller$|(?:^|\/)controller-chroot$/,
    ({ flags }) => listed(flags.get("watch-namespace")),
  ],
  // cert-manager cmd/controller/app/options: --namespace limits it to one namespace, and ends ClusterIssuers.
  [/(?:^|\/)cert-manager-controller$/, ({ flags }) => listed(flags.get("namespace"))],
  [/(?:^|\/)nginx\/nginx-ingress$|(?:^|\/)nginx-ic[\w-]*\/nginx-plus-ingress$/, nginxInc],
  [/(?:^|\/)traefik$/, traefik],
];

/** Secrets that it fetches by their names at its start, wherever they are. */
const NGINX_INC_SECRETS = [
  "default-server-tls-secret",
  "wildcard-tls-secret",
  "prometheus-tls-secret",
  "service-insight-tls-secret",
];

/** nginx/kubernetes-ingress cmd/nginx-ingress/flags.go. The licence of NGINX Plus is a Secret beside the controller. */
function nginxInc({ flags, namespace }: Started): readonly string[] | null {
  const watched = listed(flags.get("watch-secret-namespace")) ?? listed(flags.get("watch-namespace"));
  const named = NGINX_INC_SECRETS.flatMap((flag) => flags.get(flag)?.split("/")[0] ?? []);
  return watched === null ? null : [...watched, ...named, ...(flags.has("nginx-plus") ? [namespace] : [])];
}

const TRAEFIK = ["kubernetesingress", "kubernetescrd", "kubernetesgateway", "kubernetesingressnginx"];

/** traefik v3.7 pkg/provider/kubernetes/crd/client.go WatchAll. A file of static settings makes it ignore all flags. */
function traefik({ flags, mounts }: Started): readonly string[] | null {
  if (flags.has("configfile") || mounts.some((path) => path.startsWith("/etc/traefik"))) return null;
  const providers = TRAEFIK.filter((provider) => {
    const own = [...flags].filter(
      ([flag]) => flag === `providers.${provider}` || flag.startsWith(`providers.${provider}.`),
    );
    return own.length > 0 && flags.get(`providers.${provider}`) !== "false";
  });
  const namespaces = providers.map((provider) => listed(flags.get(`providers.${provider}.namespaces`)));
  return namespaces.length === 0 || namespaces.includes(null) ? null : namespaces.flatMap((some) => some ?? []);
}

function listed(value: string | undefined): readonly string[] | null {
  const names = (value ?? "").split(",").map((name) => name.trim());
  return names.every((name) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) ? names : null;
}

/** Why somebody who lists and watches the Secrets of the whole cluster cannot do with less, or with what he can. */
export type Watched =
  | { readonly namespaces: readonly string[] }
  | { readonly namespaces: null; readonly reason: string };

/** What the flags of all workloads that run as a ServiceAccount say about the Secrets that they read. */
export class WatchedNamespaces {
  readonly #pods: readonly PodSpec[];

  constructor(inventory: Inventory) {
    this.#pods = PodIndex.of(inventory).pods;
  }

  of(namespace: string, account: string): Watched {
    const pods = this.#pods.filter((pod) => pod.namespace === namespace && pod.account === account);
    const all = (reason: string): Watched => ({ namespaces: null, reason });
    if (pods.length === 0) return all("what runs as it is not in the input");
    const found = new Set<string>();
    for (const pod of pods) {
      for (const container of list(at(pod.object.body, ...pod.path), "containers")) {
        const image = nameOfImage(text(container, "image") ?? "");
        const program = PROGRAMS.find(([pattern]) => pattern.test(image));
        if (program === undefined) return all(`which namespaces ${image} reads Secrets of is not known`);
        const watched = program[1](started(container, pod.namespace));
        if (watched === null)
          return all("it lists and watches the Secrets of all namespaces: none of its flags names some of them");
        for (const name of watched) found.add(name);
      }
    }
    return { namespaces: [...found].sort() };
  }
}

function started(container: unknown, namespace: string): Started {
  const own = new Set(
    list(container, "env").flatMap((variable) =>
      text(variable, "valueFrom", "fieldRef", "fieldPath") === "metadata.namespace"
        ? (text(variable, "name") ?? [])
        : [],
    ),
  );
  const words = [...texts(container, "command"), ...texts(container, "args")].map((word) =>
    word.replaceAll(/\$\((\w+)\)/g, (written, name: string) => (own.has(name) ? namespace : written)),
  );
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const [, name, , value] = /^--?([^=\s-][^=\s]*)(=([\s\S]*))?$/.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1];
    flags.set(name.toLowerCase(), value ?? (next === undefined || next.startsWith("-") ? "true" : next));
  }
  return {
    namespace,
    flags,
    mounts: list(container, "volumeMounts").flatMap((mount) => text(mount, "mountPath") ?? []),
  };
}
