import type { Inventory } from "../../inventory/inventory.ts";
import type { Door } from "../../model/doors.ts";
import type { Reader } from "../../model/report.ts";
import type { AccessOptions } from "../rbac.ts";
import { Rbac } from "../rbac.ts";
import { isShippedGrant } from "../shipped/shipped-grants.ts";
import { type Actor, actorsOf, permitsOf, roleActor } from "./actors.ts";
import { deriveCluster } from "./derive-cluster.ts";
import { deriveDirect } from "./derive-direct.ts";
import { deriveDoors, linkDoors } from "./derive-doors.ts";
import { deriveConstrained, deriveIdentities } from "./derive-identities.ts";
import { deriveIssuing } from "./derive-issuing.ts";
import { deriveRoles, type RoleNode, roleBook } from "./derive-roles.ts";
import { deriveWorkloads } from "./derive-workloads.ts";
import { Expectations, PART_OF_KUBERNETES } from "./expected.ts";
import { gitopsDoors } from "./gitops-doors.ts";
import { anySecret, type Edge, Graph, issuedBy, type Node, oneSecret } from "./graph.ts";
import { linkCopies, type SecretName } from "./link-copies.ts";
import { type Issuer, issuerOf } from "./issuers.ts";
import { linkGateways } from "./link-gateways.ts";
import { linkIssuer } from "./link-issuers.ts";
import { linkPlaces } from "./link-places.ts";
import { linkWebhooks } from "./link-webhooks.ts";
import { PodIndex } from "./pods.ts";
import { compareReaders, describeSubject, directReader, type FoundReader, indirectReader } from "./reader.ts";
import { search, type Way } from "./search.ts";

export interface ReadersOptions extends AccessOptions {
  /** Secrets whose certificates have one public key: who reads one has the key of all. */
  readonly sameKey?: readonly (readonly SecretName[])[] | undefined;
  /** Programs that act for whoever writes their objects, as those say who know their settings. */
  readonly doors?: readonly Door[] | undefined;
  /** Readers that somebody expects, as `sameSubject` takes them. */
  readonly expect?: readonly string[] | undefined;
}

/** Who can get where, as a graph, with what it was made of. */
export interface AccessModel {
  readonly rbac: Rbac;
  readonly graph: Graph;
  /** Everybody whom a binding names, by his place in the graph. */
  readonly actors: ReadonlyMap<Node, Actor>;
  readonly expected: Expectations;
}

export function accessModel(inventory: Inventory, options: ReadersOptions = {}): AccessModel {
  const rbac = new Rbac(inventory, options);
  const pods = PodIndex.of(inventory);
  const graph = new Graph();
  const actors = build(graph, { rbac, pods, inventory, doors: [...(options.doors ?? []), ...gitopsDoors(pods)] });
  linkCopies(graph, inventory, options.sameKey ?? []);
  return {
    rbac,
    graph,
    actors: new Map(actors.map((actor) => [actor.node, actor])),
    expected: new Expectations(pods, options.expect ?? []),
  };
}

type Found = ReadonlyMap<Node, Way>;

/**
 * Who can obtain the content of each Secret, directly and by ways round. One graph over identities and places is made
 * for all Secrets, and searched backwards: once for what reads every Secret, once for each namespace, and from a single
 * Secret only for what concerns it alone.
 */
export class SecretReaders {
  readonly rbac: Rbac;
  readonly #graph: Graph;
  readonly #expected: Expectations;
  readonly #everywhere: Found;
  readonly #inventory: Inventory;
  readonly #namespaces = new Map<string, Found>();
  readonly #issuedBy = new Map<string, readonly Reader[]>();
  #shared: Shared | undefined;
  readonly #groups = new Map<string, readonly Reader[]>();

  constructor(inventory: Inventory, options: ReadersOptions = {}) {
    const { rbac, graph, expected } = accessModel(inventory, options);
    this.rbac = rbac;
    this.#graph = graph;
    this.#inventory = inventory;
    this.#expected = expected;
    this.#everywhere = search([this.#graph.known(anySecret(null))], []);
  }

  /** Readers of a Secret that exists or will, worst first. Secrets with equal readers share one list. */
  of(secret: SecretName): readonly Reader[] {
    const { key, direct, found } = this.#own(secret);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const own = [...direct].map(([node, edges]) => directReader(node, edges, this.#expected));
    for (const [node, way] of found) {
      if (!direct.has(node) && isListed(node, way)) own.push(indirectReader(node, way, this.#expected));
    }
    const readers = merged(this.#readEverywhere(direct), own.sort(compareReaders));
    this.#groups.set(key, readers);
    return readers;
  }

  /**
   * Who can have another certificate for the names of a Secret's certificate, from the same issuer: he can be the host
   * towards clients that trust the issuer, and has not this key. Those who can obtain the key are left out.
   */
  imitators(secret: SecretName): readonly Reader[] {
    const issuer = issuerOf(this.#inventory, secret);
    if (issuer === null) return [];
    const have = new Set(this.of(secret).map(({ subject }) => describeSubject(subject)));
    return this.#issued(issuer).filter(({ subject }) => !have.has(describeSubject(subject)));
  }

  /** Everybody for whom an issuer signs. */
  #issued(issuer: Issuer): readonly Reader[] {
    const key = issuedBy(issuer.kind, issuer.namespace, issuer.name);
    let found = this.#issuedBy.get(key);
    if (found === undefined) {
      const node = linkIssuer(this.#graph, issuer);
      const ways = [...search([node], [])].filter(([from, way]) => isListed(from, way));
      found = ways.map(([from, way]) => indirectReader(from, way, this.#expected)).sort(compareReaders);
      this.#issuedBy.set(key, found);
    }
    return found;
  }

  /** Who reads every Secret, sorted, without those of whom more is to be said for one. */
  #readEverywhere(without: ReadonlyMap<Node, unknown>): readonly FoundReader[] {
    this.#shared ??= sharedReaders(this.#graph.known(anySecret(null)), this.#everywhere, this.#expected);
    const { nodes, readers } = this.#shared;
    return without.size === 0 ? readers : readers.filter((_, index) => !without.has(nodes[index] ?? NOWHERE));
  }

  /** What concerns a Secret beyond what reads every Secret, and a key that is the same where all of it is. */
  #own({ namespace, name }: SecretName) {
    const graph = this.#graph;
    const there = graph.known(anySecret(namespace));
    const named = [graph.known(oneSecret(namespace, name)), graph.known(oneSecret(null, name))];
    const base = this.#namespace(namespace, there);
    const extra = named.every((node) => node === undefined) ? NONE : search(named, [this.#everywhere, base]);
    const direct = directEdges([there, ...named]);
    // Of those who read every Secret anyway, all that they hold is listed.
    const all = graph.known(anySecret(null));
    for (const edge of direct.size === 0 ? [] : (all?.into ?? [])) {
      if (edge.technique === "direct") direct.get(edge.from)?.unshift(edge);
    }
    const alone = named.flatMap((node) => node?.into ?? []);
    const rights = alone.flatMap(({ technique, from, permits }) =>
      technique === "direct" ? `${from.key} ${permits[0]?.verbs.join()}` : [],
    );
    // Namespaces in which nobody has a right of his own have the readers of the whole cluster.
    const place = base.size === 0 && direct.size === 0 ? "" : namespace;
    const special = [...extra.keys()].map(({ key }) => key);
    return { key: [place, ...special, "", ...rights].join("\n"), direct, found: joined(base, extra) };
  }

  #namespace(namespace: string, root: Node | undefined): Found {
    let found = this.#namespaces.get(namespace);
    if (found === undefined) this.#namespaces.set(namespace, (found = search([root], [this.#everywhere])));
    return found;
  }
}

const KINDS = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"] as const;

/**
 * Readers for a report on a whole cluster: those of which there is something to say. Kubernetes' own controllers, which
 * are the same everywhere, are left out; with no role and no binding in the input, nothing is said.
 */
export function reportedReaders(
  inventory: Inventory,
  options: ReadersOptions,
): (secret: SecretName) => readonly Reader[] {
  if (!holdsRbac(inventory)) return () => [];
  const readers = new SecretReaders(inventory, options);
  return (secret) => readers.of(secret).filter(({ expected }) => expected !== PART_OF_KUBERNETES);
}

/** Whether the input says anything of who may do what. */
export function holdsRbac(inventory: Inventory): boolean {
  return KINDS.some((kind) => inventory.all(`${kind}.rbac.authorization.k8s.io`).length > 0);
}

const NONE: Found = new Map();
const NOWHERE: Node = { key: "", kind: "place", into: [] };

/** Readers of every Secret with their nodes, in one order. */
interface Shared {
  readonly nodes: readonly Node[];
  readonly readers: readonly FoundReader[];
}

function sharedReaders(root: Node | undefined, everywhere: Found, expected: Expectations): Shared {
  const direct = directEdges([root]);
  const pairs = [...everywhere].flatMap(([node, way]): { node: Node; reader: FoundReader }[] => {
    const edges = direct.get(node);
    if (edges !== undefined) return [{ node, reader: directReader(node, edges, expected) }];
    return isListed(node, way) ? [{ node, reader: indirectReader(node, way, expected) }] : [];
  });
  pairs.sort((a, b) => compareReaders(a.reader, b.reader));
  return { nodes: pairs.map(({ node }) => node), readers: pairs.map(({ reader }) => reader) };
}

/**
 * Places are no readers, and who reads as a member of a group is listed as the group. The controllers of Kubernetes run
 * pods everywhere, which is their work: they are listed where they read Secrets themselves.
 */
function isListed(node: Node, way: Way): boolean {
  if (node.kind !== "principal" || way.edge.technique === "member") return false;
  const held = way.edge.permits[0]?.held ?? null;
  return held === null || !isShippedGrant(held.binding, held.subject);
}

function directEdges(roots: readonly (Node | undefined)[]): Map<Node, Edge[]> {
  const direct = new Map<Node, Edge[]>();
  for (const root of roots) {
    for (const edge of root?.into ?? []) {
      if (edge.technique !== "direct") continue;
      const known = direct.get(edge.from);
      if (known === undefined) direct.set(edge.from, [edge]);
      else known.push(edge);
    }
  }
  // A role that somebody could be bound to reads as well, but is nobody.
  for (const node of direct.keys()) if (node.kind === "place") direct.delete(node);
  return direct;
}

function* joined(...all: readonly Found[]): Generator<[Node, Way]> {
  for (const found of all) yield* found;
}

/** Two sorted lists as one. */
function merged(a: readonly FoundReader[], b: readonly FoundReader[]): readonly FoundReader[] {
  if (b.length === 0) return a;
  const all: FoundReader[] = [];
  let next = 0;
  for (const reader of a) {
    for (let own = b[next]; own !== undefined && compareReaders(own, reader) < 0; own = b[++next]) all.push(own);
    all.push(reader);
  }
  return [...all, ...b.slice(next)];
}

interface Parts {
  readonly rbac: Rbac;
  readonly pods: PodIndex;
  readonly inventory: Inventory;
  readonly doors: readonly Door[];
}

function build(graph: Graph, { rbac, pods, inventory, doors }: Parts): readonly Actor[] {
  const actors = actorsOf(rbac, graph);
  const book = roleBook(rbac);
  const waiting: Actor[] = [...actors];
  const roleNode: RoleNode = (kind, name, scope, roleNamespace) => {
    const key = `role ${kind} ${roleNamespace} ${name} ${scope ?? "*"}`;
    if (graph.known(key) === undefined) {
      waiting.push(roleActor(graph.node(key), book.rules(kind, roleNamespace, name), scope));
    }
    return key;
  };
  const readers = actors.filter((actor) => permitsOf(actor, "read").length > 0);
  for (let actor = waiting.pop(); actor !== undefined; actor = waiting.pop()) {
    deriveDirect(actor, graph);
    // Whoever reads every Secret needs no way round.
    if (permitsOf(actor, "read").some(({ scope, names }) => scope === null && names === null)) continue;
    deriveWorkloads(actor, graph, pods);
    deriveIdentities(actor, graph, inventory);
    deriveConstrained(actor, graph, readers);
    deriveRoles(actor, graph, book, roleNode);
    deriveCluster(actor, graph, inventory);
    deriveIssuing(actor, graph, inventory);
    deriveDoors(actor, graph, doors, inventory);
  }
  linkDoors(graph, doors);
  linkWebhooks(graph, pods, inventory);
  linkGateways(graph, inventory);
  linkPlaces(graph, pods, inventory);
  return actors;
}
