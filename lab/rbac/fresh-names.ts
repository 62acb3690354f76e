import type { Question } from "../../test/support/rbac-worlds.ts";
import { isFields } from "../../src/model/read.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** A generated world with names that no other world of the run has, so that they share one server and never meet. */
export interface FreshWorld {
  readonly objects: readonly Manifest[];
  readonly questions: readonly Question[];
  /** What stands after the names of a world. */
  readonly suffix: string;
}

/** Roles that every server has, users and groups that mean the same everywhere. */
const SHARED = new Set(["view", "edit", "system:masters"]);

export function freshWorld(world: readonly Manifest[], asked: readonly Question[], number: number): FreshWorld {
  const suffix = `-w${number}`;
  return {
    objects: world.map((object) => freshObject(object, suffix)),
    questions: asked.map((item) => freshQuestion(item, suffix)),
    suffix,
  };
}

function fresh(name: string, suffix: string): string {
  const account = /^(system:serviceaccount:)([^:]+)(:.+)$/.exec(name);
  if (account !== null) return `${account[1]}${account[2]}${suffix}${account[3]}`;
  return name === "" || SHARED.has(name) ? name : `${name}${suffix}`;
}

function freshObject(object: Manifest, suffix: string): Manifest {
  const cluster = String(object["kind"]).startsWith("Cluster");
  const changed: Record<string, unknown> = { ...object, metadata: freshMetadata(object["metadata"], suffix, cluster) };
  const { roleRef, subjects, aggregationRule } = object;
  if (isFields(roleRef)) changed["roleRef"] = { ...roleRef, name: fresh(String(roleRef["name"]), suffix) };
  if (Array.isArray(subjects)) changed["subjects"] = subjects.map((subject) => freshSubject(subject, suffix, cluster));
  if (isFields(aggregationRule)) {
    changed["aggregationRule"] = JSON.parse(
      JSON.stringify(aggregationRule).replaceAll(/agg\.example\.test\/\w+/g, `$&${suffix}`),
    );
  }
  return changed;
}

function freshMetadata(metadata: unknown, suffix: string, cluster: boolean): Manifest {
  const own = isFields(metadata) ? metadata : {};
  const labels = isFields(own["labels"]) ? own["labels"] : {};
  const namespace = own["namespace"];
  return {
    ...own,
    // The names that a world shares with the server would be taken already.
    name: fresh(String(own["name"]), suffix),
    ...(typeof namespace === "string" && !cluster ? { namespace: fresh(namespace, suffix) } : {}),
    labels: Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [key.startsWith("agg.") ? `${key}${suffix}` : key, value]),
    ),
  };
}

/** A star stays a star where its binding counts in one namespace of one world. */
function freshSubject(subject: unknown, suffix: string, cluster: boolean): unknown {
  if (!isFields(subject)) return subject;
  const { kind, name, namespace } = subject;
  const renamed =
    typeof name !== "string" || kind === "ServiceAccount" || (name === "*" && !cluster) ? name : fresh(name, suffix);
  return {
    ...subject,
    name: renamed,
    ...(typeof namespace === "string" ? { namespace: fresh(namespace, suffix) } : {}),
  };
}

function freshQuestion({ identity, request }: Question, suffix: string): Question {
  const { user, groups } = identity;
  return {
    identity: {
      user: user === "*" ? user : fresh(user, suffix),
      groups: groups.map((group) => fresh(group, suffix)),
    },
    request:
      request.kind === "path" || request.namespace === "" || request.namespace === "default"
        ? request
        : { ...request, namespace: fresh(request.namespace, suffix) },
  };
}
