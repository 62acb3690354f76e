import { rmSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authorizer } from "../src/access/authorizer.ts";
import { Rbac } from "../src/access/rbac.ts";
import { shippedObjects } from "../src/access/shipped/shipped.ts";
import { readText } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { fields, isFields, list, text } from "../src/model/read.ts";
import { withQuestions } from "../test/support/rbac-questions.ts";
import { rbacWorlds } from "../test/support/rbac-worlds.ts";
import { AsSomebody } from "./rbac/as-somebody.ts";
import { aboutSecrets, CONTENT, readersOf, type Target, verbsListed, verbsThatReturn } from "./rbac/content.ts";
import { type FreshWorld, freshWorld } from "./rbac/fresh-names.ts";
import { actsThatPass, impersonationWorlds } from "./rbac/impersonation.ts";
import { makeNamespace, post, postAny, review, settle } from "./rbac/real-rbac.ts";
import { waysThatPass } from "./rbac/ways-tried.ts";
import { wayWorlds } from "./rbac/ways-worlds.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";
import { each } from "./world/each.ts";
import { pause, Process } from "./world/process.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/rbac-${process.pid}`);
const WORLDS = Number(process.env["LASTHOP_LAB_WORLDS"] ?? 1000);
const SEED = Number(process.env["LASTHOP_LAB_SEED"] ?? 6);
/** Worlds that are written before their reviews are asked. */
const BATCH = 50;
const REVIEWS_OF_EACH = 25;
const CONTENT_WORLDS = Math.min(WORLDS, 100);
const WAY_WORLDS = Math.min(WORLDS, 400);

/** A kube-controller-manager of the same release, to have ClusterRoles aggregated; the lab has none of its own. */
const MANAGER = process.env["LASTHOP_LAB_CONTROLLER_MANAGER"];

const figures: Record<string, string> = {};
let server: ApiServer;
let manager: Process | undefined;

beforeAll(async () => {
  server = await ApiServer.start(RUN);
  if (MANAGER === undefined) return;
  const args = [
    "--leader-elect=false",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    "--bind-address=127.0.0.1",
    "--controllers=clusterrole-aggregation-controller",
  ];
  manager = new Process("controllers", MANAGER, [`--kubeconfig=${server.kubeconfig}`, ...args, `--cert-dir=${RUN}`], {
    logFile: `${RUN}/controllers.log`,
    cwd: RUN,
  });
});

afterAll(async () => {
  await manager?.stop();
  await server.stop();
  leaveResults("rbac", { figures });
  if (process.env["LASTHOP_LAB_KEEP"] === undefined) rmSync(RUN, { recursive: true, force: true });
});

function worlds(count: number, seed: number, first: number): FreshWorld[] {
  const arbitrary = withQuestions(rbacWorlds, { minLength: REVIEWS_OF_EACH, maxLength: REVIEWS_OF_EACH });
  return fc
    .sample(arbitrary, { seed, numRuns: count })
    .map(([world, asked], index) => freshWorld(world, asked, first + index));
}

/** Secrets with the names that the roles of a world name, in two of its namespaces. */
function targetsOf({ suffix }: FreshWorld): Target[] {
  return ["shop", "pay"].flatMap((namespace) =>
    ["web-tls", "api-tls"].map((name) => ({ namespace: `${namespace}${suffix}`, name })),
  );
}

function inventoryOf(objects: readonly unknown[]): Inventory {
  return new Inventory(readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }), "world.json"));
}

/** What lasthop says. Without a controller manager nothing aggregates. */
function authorizerOf({ objects }: FreshWorld): Authorizer {
  return new Authorizer(new Rbac(inventoryOf(objects), { aggregation: MANAGER !== undefined }));
}

function nameOf(object: unknown): string {
  return `${text(object, "kind")} ${text(object, "metadata", "name")}`;
}

async function write({ objects }: FreshWorld): Promise<string[]> {
  const namespaces = new Set(objects.map((object) => text(object, "metadata", "namespace") ?? "default"));
  for (const namespace of namespaces) if (namespace !== "default") await makeNamespace(server, namespace);
  const refused: string[] = [];
  for (const object of objects) if ((await post(server, object)) !== null) refused.push(nameOf(object));
  return refused;
}

/** The parts of an error that says which roles are missing, whatever their order. */
function sorted(reason: string): string {
  return reason
    .replace(/^RBAC: \[?/, "")
    .replace(/\]$/, "")
    .split(", ")
    .sort()
    .join(", ");
}

describe("the authorizer of a real API server", () => {
  it(
    "agrees with lasthop on every object that it refuses and every review",
    async () => {
      const start = performance.now();
      const all = worlds(WORLDS, SEED, 0);
      const disagreements: unknown[] = [];
      let [written, asked, allowed, refusals] = [0, 0, 0, 0];
      for (let first = 0; first < all.length; first += BATCH) {
        const batch = all.slice(first, first + BATCH);
        const authorizers = new Map(batch.map((world) => [world, authorizerOf(world)]));
        await each(batch, async (world) => {
          const refused = await write(world);
          written += world.objects.length;
          refusals += refused.length;
          const predicted = authorizers.get(world)?.rbac.refused.map(({ object }) => nameOf(object.body)) ?? [];
          if (predicted.toSorted().join() !== refused.toSorted().join()) {
            disagreements.push({ refused, predicted, objects: world.objects });
          }
        });
        await settle(server, `settled${first}`, MANAGER !== undefined);
        // Aggregated roles that are parts of others take the controller another round.
        if (MANAGER !== undefined) await pause(1000);
        const reviews = batch.flatMap((world) => world.questions.map((question) => ({ world, question })));
        await each(reviews, async ({ world, question }) => {
          const real = await review(server, question);
          const own = authorizers.get(world)?.decide(question.identity, question.request);
          asked++;
          if (real.allowed) allowed++;
          const same = own?.allowed === real.allowed && (real.allowed || sorted(own.reason) === sorted(real.reason));
          if (!same) disagreements.push({ question, real, own: own?.reason, objects: world.objects });
        });
      }
      const seconds = Math.round((performance.now() - start) / 1000);
      figures["RBAC, by access reviews"] =
        `${all.length} generated worlds, ${asked} reviews of which ${allowed} were allowed, ${disagreements.length} disagreements`;
      process.stdout.write(
        `${all.length} worlds (seed ${SEED}), ${written} objects of which ${refusals} were refused, ` +
          `${asked} reviews of which ${allowed} were allowed, ${disagreements.length} disagreements, ${seconds} s\n`,
      );
      expect(disagreements.slice(0, 3)).toEqual([]);
    },
    30 * 60_000,
  );

  it.runIf(MANAGER === undefined)(
    "returns the content of a Secret for the verbs that lasthop lists, and for no other",
    async () => {
      const client = new AsSomebody(server);
      // Numbers of their own: the worlds of the other test are still there.
      const all = worlds(CONTENT_WORLDS, SEED + 1, 100_000).map((world) => ({
        ...world,
        objects: world.objects.map(aboutSecrets),
      }));
      const disagreements: unknown[] = [];
      let [asked, returned] = [0, 0];
      for (const world of all) await write(world);
      const targets = new Map(all.map((world) => [world, targetsOf(world)]));
      await each([...targets.values()].flat(), async ({ namespace, name }) => {
        await makeNamespace(server, namespace);
        const secret = { apiVersion: "v1", kind: "Secret", metadata: { name }, data: { "tls.key": CONTENT } };
        await server.call("POST", `/api/v1/namespaces/${namespace}/secrets`, secret);
      });
      await settle(server, "content", false);
      await each(all, async (world) => {
        const readers = readersOf(inventoryOf(world.objects));
        for (const { identity } of world.questions.slice(0, 3)) {
          for (const target of targets.get(world) ?? []) {
            const real = await verbsThatReturn(client, identity, target);
            const listed = verbsListed(readers, identity, target);
            asked++;
            if (real.length > 0) returned++;
            if (real.join() !== listed.join())
              disagreements.push({ identity, target, real, listed, objects: world.objects });
          }
        }
      });
      client.close();
      figures["RBAC, by real requests for a Secret"] =
        `${asked} pairs of somebody and a Secret with six requests each, ${returned} got its content, ${disagreements.length} disagreements`;
      process.stdout.write(
        `${all.length} worlds, ${asked} pairs of somebody and a Secret with six requests each, ` +
          `${returned} got its content, ${disagreements.length} disagreements\n`,
      );
      expect(disagreements.slice(0, 2)).toEqual([]);
    },
    30 * 60_000,
  );

  it.runIf(MANAGER === undefined)(
    "lets pass some way to a Secret wherever lasthop lists a reader, and nowhere else",
    async () => {
      const client = new AsSomebody(server);
      const all = wayWorlds(WAY_WORLDS, SEED);
      const disagreements: unknown[] = [];
      const counts = new Map<string, number>();
      await each(all, async (world) => {
        await makeNamespace(server, world.namespace);
        for (const object of world.objects) await postAny(server, object);
        for (const object of world.rbac) await post(server, object);
      });
      await settle(server, "ways", false);
      await each(all, async (world) => {
        const passed = await waysThatPass(client, world);
        const readers = readersOf(inventoryOf([...world.objects, ...world.rbac]).supposing(true));
        const listed = readers
          .of({ namespace: world.namespace, name: "web-tls" })
          .find(({ subject }) => subject.name === world.user);
        for (const way of passed) counts.set(way, (counts.get(way) ?? 0) + 1);
        if (passed.length > 0 !== (listed !== undefined)) {
          disagreements.push({ passed, listed: listed?.how, own: world.rbac.slice(-2) });
        }
      });
      client.close();
      const ways = [...counts].map(([way, count]) => `${way} ${count}`);
      figures["RBAC, by ways round to a Secret"] =
        `${all.length} worlds, ${counts.size} ways that passed, ${disagreements.length} disagreements`;
      process.stdout.write(`${all.length} worlds, ${disagreements.length} disagreements; ways: ${ways.join(", ")}\n`);
      expect(disagreements.slice(0, 5)).toEqual([]);
    },
    30 * 60_000,
  );

  it.runIf(MANAGER === undefined)(
    "lets somebody act as a reader wherever lasthop says so, and nowhere else",
    async () => {
      const client = new AsSomebody(server);
      const all = impersonationWorlds(WAY_WORLDS, SEED);
      const disagreements: unknown[] = [];
      let passing = 0;
      await each(all, async (world) => {
        await makeNamespace(server, world.namespace);
        for (const object of world.objects) await postAny(server, object);
        for (const object of world.rbac) await post(server, object);
      });
      await settle(server, "acts", false);
      await each(all, async (world) => {
        const passed = await actsThatPass(client, world);
        if (passed.length > 0) passing++;
        const listed = readersOf(inventoryOf([...world.objects, ...world.rbac]))
          .of({ namespace: world.namespace, name: "web-tls" })
          .find(({ subject }) => subject.name === "mallory");
        if (passed.length > 0 !== (listed !== undefined)) {
          disagreements.push({ passed, listed: listed?.how, own: world.rbac.slice(-2) });
        }
      });
      client.close();
      process.stdout.write(
        `${all.length} worlds, in ${passing} somebody else could be, ${disagreements.length} disagreements\n`,
      );
      expect(disagreements.slice(0, 4)).toEqual([]);
    },
    30 * 60_000,
  );

  it.each(["clusterroles", "clusterrolebindings", "roles", "rolebindings"])(
    "ships the %s that lasthop knows",
    async (plural) => {
      const { body } = await server.call("GET", `/apis/rbac.authorization.k8s.io/v1/${plural}`);
      const real = list(body, "items").filter(
        (item) => fields(item, "metadata", "labels")["kubernetes.io/bootstrapping"] === "rbac-defaults",
      );
      const kind = {
        clusterroles: "ClusterRole",
        clusterrolebindings: "ClusterRoleBinding",
        roles: "Role",
        rolebindings: "RoleBinding",
      };
      const own = shippedObjects().filter((object) => object.kind === kind[plural as keyof typeof kind]);
      expect(own.map(({ body: manifest }) => essence(manifest)).sort()).toEqual(real.map(essence).sort());
    },
  );
});

/** What decides, in one text. */
function essence(object: unknown): string {
  return JSON.stringify([
    text(object, "metadata", "namespace") ?? null,
    text(object, "metadata", "name"),
    Object.entries(fields(object, "metadata", "labels")).sort(),
    (isFields(object) && "aggregationRule" in object ? [] : list(object, "rules")).map((rule) =>
      Object.entries(fields({ rule }, "rule")).sort(),
    ),
    fields(object, "aggregationRule"),
    Object.entries(fields(object, "roleRef")).sort(),
    list(object, "subjects").map((item) => [text(item, "kind"), text(item, "namespace"), text(item, "name")]),
  ]);
}
