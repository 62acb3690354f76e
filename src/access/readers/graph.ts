import type { Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Permit } from "./actors.ts";
import type { TechniqueId } from "./techniques.ts";

/** A place in the graph of who can get at what. Everything that leads to a node leads on to where the node leads. */
export interface Node {
  readonly key: string;
  readonly kind: "principal" | "place";
  readonly into: Edge[];
}

/** One step towards a Secret: whoever is at `from` can be at `to`. */
export interface Edge {
  readonly from: Node;
  readonly technique: TechniqueId;
  /** The permissions that it takes; none where an object or a mechanism makes the step. */
  readonly permits: readonly Permit[];
  /** The object that makes the step possible, e.g. the workload that mounts the Secret. */
  readonly object?: KubeObject | undefined;
  readonly path?: FieldPath | undefined;
  /** Says it of this case, in place of the technique's own fact. */
  readonly fact?: Fact | undefined;
}

/** Nodes by name, made as they are asked for. */
export class Graph {
  readonly #nodes = new Map<string, Node>();
  #inside: readonly Node[] | undefined;

  node(key: string, kind: Node["kind"] = "place"): Node {
    let node = this.#nodes.get(key);
    if (node === undefined) this.#nodes.set(key, (node = { key, kind, into: [] }));
    return node;
  }

  /** Nodes of the cluster by name, as far as somebody has a right to one. */
  nodesInside(): readonly Node[] {
    this.#inside ??= this.nodes().filter(({ key }) => key.startsWith("node "));
    return this.#inside;
  }

  /** All that are there now; those that are made meanwhile are not among them. */
  nodes(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  /** A node that something has led to or from; undefined where nothing has. */
  known(key: string): Node | undefined {
    return this.#nodes.get(key);
  }

  link(from: Node, to: Node, edge: Omit<Edge, "from">): void {
    if (from !== to) to.into.push({ from, ...edge });
  }
}

/** Reads any Secret of a namespace, or of all of them for null. */
export function anySecret(scope: string | null): string {
  return scope === null ? "secrets" : `secrets ${scope}`;
}

/** Reads the Secret of one name in a namespace, or in every one for null. */
export function oneSecret(scope: string | null, name: string): string {
  return scope === null ? `secret * ${name}` : `secret ${scope} ${name}`;
}

/** Acts as any ServiceAccount of a namespace, or of all. */
export function anyAccount(scope: string | null): string {
  return scope === null ? "accounts" : `accounts ${scope}`;
}

/** Acts as the ServiceAccounts of one name in every namespace. */
export function accountsNamed(name: string): string {
  return `accounts * ${name}`;
}

/** Runs programs in the pods of a namespace, or of all. */
export function insidePods(scope: string | null): string {
  return scope === null ? "pods" : `pods ${scope}`;
}

export function insidePod(scope: string | null, name: string): string {
  return `pod ${scope ?? "*"} ${name}`;
}

/** Runs programs that may mount whatever volumes the pods of a namespace have. */
export function besidePods(scope: string | null): string {
  return scope === null ? "volumes" : `volumes ${scope}`;
}

export function besidePod(scope: string | null, name: string): string {
  return `volume ${scope ?? "*"} ${name}`;
}

export function insideNode(name: string): string {
  return `node ${name}`;
}

/** Reads what the kubelets read: every Secret that a pod refers to. */
export const KUBELETS = "kubelets";
/** Reads as a kubelet does, but only in one namespace, or only Secrets of one name. */
export function kubeletReads(scope: string | null, name: string | null): string {
  if (name !== null) return `kubelet ${scope ?? "*"} ${name}`;
  return scope === null ? KUBELETS : `kubelets ${scope}`;
}

export const ANY_USER = "users";
export const ANY_GROUP = "groups";

/** Makes a Secret in a namespace and reads it back. */
export function makesAndReads(scope: string | null): string {
  return scope === null ? "mirror" : `mirror ${scope}`;
}

/** Has an ExternalSecret fetch what a store may read, and reads the copy. */
export function fetches(scope: string | null): string {
  return scope === null ? "fetch" : `fetch ${scope}`;
}

/** Has cert-manager sign what it asks for in a namespace, and gets the certificate. */
export function requestsIn(scope: string | null): string {
  return scope === null ? "requests" : `requests ${scope}`;
}

/** Has a certificate of an issuer, for any name. */
export function issuedBy(kind: string, namespace: string | null, name: string): string {
  return `issued ${kind} ${namespace ?? "*"} ${name}`;
}

/** May do everything in a namespace, or in the cluster. */
export function administers(scope: string | null): string {
  return scope === null ? "admin" : `admin ${scope}`;
}
