import { at, fields, list, text, texts } from "../../model/read.ts";
import type { Skipped } from "../../model/report.ts";
import { unreadable } from "../errors.ts";
import type { Connection } from "./connect.ts";
import { ClusterError } from "./errors.ts";
import { CLUSTER_KINDS, type ClusterKind } from "./kinds.ts";

/** A kind that the cluster serves, with the version that it prefers. */
export interface ServedKind {
  readonly kind: ClusterKind;
  readonly apiVersion: string;
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  readonly base: string;
}

export interface Discovered {
  readonly served: readonly ServedKind[];
  /** Groups of which the cluster itself cannot say what they hold. */
  readonly skipped: readonly Skipped[];
  /** `v1.36.3`; null where the server does not say. */
  readonly version: string | null;
}

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Asks which of the kinds are installed; one that is not is no error. One request where the server has aggregated
 * discovery (Kubernetes 1.30), else one for each group that matters.
 */
export async function discover(connection: Connection): Promise<Discovered> {
  const answer = await connection.send({ path: "/apis", accept: `${AGGREGATED},application/json` });
  if (answer.status !== 200) {
    throw new ClusterError(`context "${connection.context}": asking for the API's groups ended with ${answer.status}`);
  }
  const groups: unknown = parse(answer.bytes, connection);
  const skipped: Skipped[] = [];
  const served: ServedKind[] = CLUSTER_KINDS.filter(({ group }) => group === "").map((kind) => servedAt(kind, "v1"));
  const wanted = Map.groupBy(
    CLUSTER_KINDS.filter(({ group }) => group !== ""),
    ({ group }) => group,
  );
  const aggregated = text(groups, "kind") === "APIGroupDiscoveryList";
  for (const [group, kinds] of wanted) {
    const versions = aggregated ? aggregatedVersions(groups, group) : await listedVersions(connection, groups, group);
    for (const kind of kinds) {
      const version = versions.find(({ resources }) => resources.includes(kind.resource));
      if (version !== undefined) served.push(servedAt(kind, `${group}/${version.version}`));
    }
    if (versions.some(({ stale }) => stale)) {
      skipped.push(unreadable(`discover ${group}`, "the API server that holds this group does not answer"));
    }
  }
  return { served, skipped, version: await serverVersion(connection) };
}

function servedAt(kind: ClusterKind, apiVersion: string): ServedKind {
  return { kind, apiVersion, base: kind.group === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}` };
}

interface Version {
  readonly version: string;
  /** Plural names. */
  readonly resources: readonly string[];
  readonly stale: boolean;
}

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery: versions, the preferred one first. */
function aggregatedVersions(groups: unknown, name: string): Version[] {
  const group = list(groups, "items").find((item) => text(item, "metadata", "name") === name);
  return list(group, "versions").map((version) => ({
    version: text(version, "version") ?? "",
    resources: list(version, "resources").map((item) => text(item, "resource") ?? ""),
    stale: text(version, "freshness") === "Stale",
  }));
}

async function listedVersions(connection: Connection, groups: unknown, name: string): Promise<Version[]> {
  const group = list(groups, "groups").find((item) => text(item, "name") === name);
  const preferred = text(group, "preferredVersion", "version");
  const others = list(group, "versions").map((item) => text(item, "version") ?? "");
  const versions = preferred === undefined ? [] : [...new Set([preferred, ...others])];
  const found: Version[] = [];
  for (const version of versions) {
    const answer = await connection.send({ path: `/apis/${name}/${version}` });
    const resources = answer.status === 200 ? list(parse(answer.bytes, connection), "resources") : [];
    const names = resources.filter((item) => texts(item, "verbs").includes("list"));
    const stale = answer.status >= 500;
    found.push({ version, resources: names.map((item) => text(item, "name") ?? ""), stale });
  }
  return found;
}

async function serverVersion(connection: Connection): Promise<string | null> {
  const answer = await connection.send({ path: "/version" });
  if (answer.status !== 200) return null;
  return text(fields(parse(answer.bytes, connection)), "gitVersion") ?? null;
}

function parse(bytes: Buffer, connection: Connection): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof at(value) === "object") return value;
  } catch {
    // Told below.
  }
  throw new ClusterError(`context "${connection.context}": what answers there is no Kubernetes API (no JSON)`);
}
