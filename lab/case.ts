import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { audit } from "../src/audit.ts";
import { readInput } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import type { Report } from "../src/model/report.ts";
import { compare, type Comparison, NO_NAME, targetOf, tell, type Terms } from "./compare.ts";
import { differencesLive } from "./live.ts";
import type { LabController } from "./controllers/controller.ts";
import { type Observation, observe, type Target } from "./observe.ts";
import { Applier } from "./world/apply.ts";
import { annotationOf, readManifests, withCommon, writeManifests } from "./world/manifests.ts";
import { fillPlaceholders } from "./world/placeholders.ts";
import { writeHosts } from "./world/network.ts";
import { namesOfPods, statedNames } from "./world/pod-names.ts";
import { pause } from "./world/process.ts";
import { movePodPorts, outsideAddresses, serveServices } from "./world/services.ts";
import type { World } from "./world/world.ts";

export interface Outcome {
  readonly report: Report;
  readonly observations: readonly Observation[];
  readonly comparison: Comparison;
  readonly terms: Terms;
  /** Where the audit of the API server and that of the applied files part. */
  readonly live: readonly string[];
  /** Both stories, for people. */
  readonly story: string;
}

/** On any object: pods keep connections open, so that a controller can use them again. */
const KEEPS = "lab.lasthop.dev/keep-connections";

/** A connection's end, and a mirrored request, reach the pods a moment after the client's answer, in milliseconds. */
const PATIENCE = 15;

/**
 * When to look again where the wire says otherwise, in milliseconds, and how closely then: on a busy machine a controller
 * takes longer than it was silent, and the pods see requests late. What it stays at is what counts.
 */
const AGAIN = [
  { wait: 3000, patience: 150 },
  { wait: 10_000, patience: 500 },
];

/** Applies a case, lets its controller serve it, looks at the wire, and audits the same manifests. */
export async function runCase(
  world: World,
  controller: LabController,
  slug: string,
  folder: string,
  extra: readonly Target[] = [],
): Promise<Outcome> {
  const place = join(world.folder, "cases", controller.id, slug);
  mkdirSync(place, { recursive: true });
  const {
    files,
    secrets,
    names: served,
  } = fillPlaceholders(withCommon(folder, readManifests(folder), controller.id), world.authorities);
  writeManifests(join(place, "manifests"), files);
  const objects = files.flatMap((file) => file.objects);
  const report = await auditFiles(join(place, "manifests"));
  const applier = new Applier(world.server);
  const outside = outsideAddresses(objects);
  writeHosts(outside);
  try {
    const applied = await applier.apply(movePodPorts(objects).map((object) => controller.adapt?.(object) ?? object));
    const reachable = await serveServices(applied, applier, world.backend, outside);
    const live = await differencesLive(world.server.kubeconfig, [...applied, ...reachable.written], objects);
    world.backend.keepsConnections = objects.some((object) => annotationOf(object, KEEPS) === "true");
    world.backend.prepare({ ...namesOfPods(objects, reachable.names), ip: reachable.addresses });
    const running = await controller.start({
      objects,
      stored: [...applied, ...reachable.written].flatMap((item) => item.stored ?? []),
      folder: place,
      kubeconfig: world.server.kubeconfig,
      server: world.server,
      systemRoots: world.systemRoots,
    });
    try {
      await running.settle();
      const client = world.authorities.own.issue({ commonName: "client" });
      const stated = statedNames(objects);
      const terms = {
        secrets,
        podNames: stated === null ? null : [...stated.dns, ...stated.uri],
        anyName: nameForAny(served, report),
        refusesForDead: controller.refusesForDead,
      };
      const targets = distinct([...report.routes.map((route) => targetOf(route, terms)), ...extra]);
      const { fronts } = running;
      const look = async (patience: number): Promise<Pick<Outcome, "observations" | "comparison">> => {
        const { refusals } = controller;
        const observations = await observe(
          { fronts, backend: world.backend, client, turns: turnsFor(report), refusals, patience },
          targets,
        );
        return { observations, comparison: compare(report, observations, terms) };
      };
      let { observations, comparison } = await look(PATIENCE);
      for (const { wait, patience } of AGAIN) {
        if (comparison.disagreements.length === 0) break;
        await pause(wait);
        await running.settle();
        ({ observations, comparison } = await look(patience));
      }
      const said = [
        ...applied.flatMap(({ object, refusal, unknownFields }) =>
          (refusal ?? unknownFields) === null ? [] : [`API server on ${object.kind}: ${refusal ?? unknownFields}`],
        ),
        running.story(),
      ].join("\n");
      const story = tell(report, observations, comparison.disagreements, said);
      return { report, observations, comparison, terms, live, story };
    } finally {
      // A controller that is kept for the next case sees them go, and takes its finalizers off.
      await applier.remove();
      await running.stop();
    }
  } finally {
    await applier.remove();
    await world.backend.close();
  }
}

/** What lasthop says. The one place that knows where it reads from. */
async function auditFiles(folder: string): Promise<Report> {
  return audit(new Inventory(await readInput([folder])), { now: Date.now() });
}

function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [`${target.host}${target.path}`, target])).values()];
}

/** Often enough for each of several Services to be reached, in turn or by chance. */
function turnsFor({ routes }: Report): number {
  const together = Map.groupBy(routes, ({ host, path }) => `${host}${path}`);
  const backends = [...together.values()].map(
    (same) => same.flatMap(({ hops }) => hops.filter((hop) => hop.role === "backend")).length,
  );
  const most = Math.max(1, ...backends);
  return most === 1 ? 1 : 6 * most;
}

/** A name of one of the certificates, so that it can be seen served, and of no route of its own. */
function nameForAny(names: readonly string[], { routes }: Report): string {
  const taken = new Set(routes.map((route) => route.host));
  const free = names.find(
    (name) => !name.startsWith("*") && !taken.has(name) && !taken.has(`*${name.slice(name.indexOf("."))}`),
  );
  return free ?? NO_NAME;
}
