import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authorizer } from "../src/access/authorizer.ts";
import { Rbac } from "../src/access/rbac.ts";
import { type Identity, impersonated } from "../src/access/request.ts";
import { describeSubject } from "../src/access/readers/reader.ts";
import { readText } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { afterPlan, coveredByLoss, keysOf } from "../test/support/tightened.ts";
import { withQuestions } from "../test/support/rbac-questions.ts";
import { type Question, rbacWorlds } from "../test/support/rbac-worlds.ts";
import { AsSomebody } from "./rbac/as-somebody.ts";
import { aboutSecrets, CONTENT, type Target, verbsThatReturn } from "./rbac/content.ts";
import { freshWorld } from "./rbac/fresh-names.ts";
import { carryOut, type Printed, printedPlan } from "./rbac/plans.ts";
import { makeNamespace, post, postAny, review, settle } from "./rbac/real-rbac.ts";
import { waysThatPass } from "./rbac/ways-tried.ts";
import { wayWorlds } from "./rbac/ways-worlds.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";
import { each } from "./world/each.ts";

type Manifest = Readonly<Record<string, unknown>>;

const RUN = resolve(import.meta.dirname, `../.cache/lab/rbac-${process.pid}`);
const WORLDS = Math.min(Number(process.env["LASTHOP_LAB_WORLDS"] ?? 300), 300);
const SEED = Number(process.env["LASTHOP_LAB_SEED"] ?? 6);
const REVIEWS_OF_EACH = 15;
/** Of each world, how many of those whom its bindings name ask for its Secrets. */
const ASKING = 4;

const figures: Record<string, string> = {};
let server: ApiServer;
let client: AsSomebody;

beforeAll(async () => {
  server = await ApiServer.start(RUN);
  client = new AsSomebody(server);
  mkdirSync(RUN, { recursive: true });
});

afterAll(async () => {
  client.close();
  await server.stop();
  leaveResults("tighten", { figures });
  if (process.env["LASTHOP_LAB_KEEP"] === undefined) rmSync(RUN, { recursive: true, force: true });
});

function inventoryOf(objects: readonly unknown[]): Inventory {
  return new Inventory(readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }), "world.json"));
}

interface World {
  readonly objects: readonly Manifest[];
  readonly questions: readonly Question[];
  readonly asking: readonly Identity[];
  readonly expected: readonly string[];
  readonly secrets: readonly Target[];
}

/** Every second world is about Secrets alone, so that most of what its bindings grant reads them. */
function worlds(): World[] {
  const arbitrary = withQuestions(rbacWorlds, { minLength: REVIEWS_OF_EACH, maxLength: REVIEWS_OF_EACH });
  return fc.sample(arbitrary, { seed: SEED + 2, numRuns: WORLDS }).map(([world, asked], index) => {
    const own = freshWorld(index % 2 === 0 ? world.map(aboutSecrets) : world, asked, 200_000 + index);
    const { suffix, questions } = own;
    const secrets = [
      { namespace: `shop${suffix}`, name: "web-tls" },
      { namespace: `pay${suffix}`, name: "api-tls" },
    ];
    return {
      objects: [
        ...secrets.map(tlsSecret),
        ...["shop", "pay", "edge"].map((name) => space(`${name}${suffix}`)),
        ...own.objects,
      ],
      questions,
      asking: questions.slice(0, ASKING).map(({ identity }) => identity),
      expected: [`system:serviceaccount:pay${suffix}:app`, `bob${suffix}`],
      secrets,
    };
  });
}

function tlsSecret(metadata: Target): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls" };
}

function space(name: string): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

async function write({ objects, secrets }: World): Promise<void> {
  for (const object of objects) {
    if (object["kind"] === "Namespace") await makeNamespace(server, String(Object(object["metadata"]).name));
  }
  for (const { namespace, name } of secrets) {
    const data = { "tls.crt": CONTENT, "tls.key": CONTENT };
    const secret = { ...tlsSecret({ namespace, name }), data };
    await server.call("POST", `/api/v1/namespaces/${namespace}/secrets`, secret);
  }
  for (const object of objects) if (String(object["apiVersion"]).startsWith("rbac")) await post(server, object);
}

/** By what somebody gets the content of each Secret, by real requests; and what the reviews say. */
async function answersOf({ asking, expected, secrets, questions }: World) {
  const people = [...asking, ...expected.map((user) => impersonated(user, []))];
  const content: string[] = [];
  for (const [who, identity] of people.entries()) {
    for (const [which, secret] of secrets.entries()) {
      for (const verb of await verbsThatReturn(client, identity, secret)) content.push(`${who} ${which} ${verb}`);
    }
  }
  const reviews: boolean[] = [];
  for (const question of questions) reviews.push((await review(server, question)).allowed);
  return { content, reviews };
}

type Answers = Awaited<ReturnType<typeof answersOf>>;

/** Of a line of `content`. Members of system:masters are nobody's to keep out. */
function isExpected({ asking, expected }: World, key: string): boolean {
  const identity = asking[Number(key.split(" ")[0])];
  return identity === undefined || expected.includes(identity.user) || identity.groups.includes("system:masters");
}

/** What the server's answers after a plan say against it. */
function disagreementsOf(world: World, { plan }: Printed, before: Answers, after: Answers): unknown[] {
  const found: unknown[] = [];
  const remaining = new Set(plan.remaining.map(({ subject }) => describeSubject(subject)));
  for (const key of before.content) {
    const isStated = Number(key.split(" ")[0]) >= world.asking.length;
    if (isStated && !after.content.includes(key)) found.push({ lostBy: world.expected, key });
  }
  for (const key of after.content) {
    const identity = world.asking[Number(key.split(" ")[0])];
    if (identity === undefined || isExpected(world, key)) continue;
    const left = keysOf(identity).map((own) => own.replace(/^user /, "User ").replace(/^group /, "Group "));
    const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(identity.user);
    if (account !== null) left.push(`ServiceAccount ${account[1]}/${account[2]}`);
    if (!left.some((who) => remaining.has(who))) found.push({ identity, key });
  }
  const own = new Authorizer(new Rbac(inventoryOf(afterPlan(world.objects, plan)), { aggregation: false }));
  for (const [index, { identity, request }] of world.questions.entries()) {
    const [did, may] = [before.reviews[index], after.reviews[index]];
    if (own.decide(identity, request).allowed !== may) found.push({ identity, request, may, what: "not as foretold" });
    const isTold = may === true || coveredByLoss(plan, keysOf(identity), request);
    if (did !== may && !isTold) found.push({ identity, request, did, may, what: "lost, and not said so" });
  }
  return found;
}

describe("a real API server, after `kubectl apply` and `kubectl delete` of what --tighten prints", () => {
  it(
    "still answers whom lasthop expects, no longer the others, and leaves all else as it was",
    async () => {
      const all = worlds();
      await each(all, write);
      await settle(server, "before", false);
      const before = new Map<World, Answers>();
      await each(all, async (world) => void before.set(world, await answersOf(world)));
      const plans = new Map<World, Printed>();
      for (const world of all) {
        plans.set(
          world,
          await printedPlan(
            RUN,
            world.objects,
            world.expected.flatMap((who) => ["--expect", who]),
          ),
        );
      }
      await carryOut(server, [...plans.values()], RUN);
      await settle(server, "after", false);
      const disagreements: unknown[] = [];
      let [had, have, expected] = [0, 0, 0];
      await each(all, async (world) => {
        const [first, plan] = [before.get(world), plans.get(world)];
        if (first === undefined || plan === undefined) return;
        const then = await answersOf(world);
        had += first.content.length;
        have += then.content.length;
        expected += then.content.filter((key) => isExpected(world, key)).length;
        const found = disagreementsOf(world, plan, first, then);
        if (found.length > 0) disagreements.push({ found: found.slice(0, 3), objects: world.objects, plan: plan.plan });
      });
      const changed = [...plans.values()].filter(({ plan }) => plan.apply.length + plan.remove.length > 0).length;
      const asked = all.reduce((sum, { questions }) => sum + questions.length, 0);
      figures["smaller roles, by real requests and reviews"] =
        `${all.length} generated worlds, of which \`kubectl apply\` and \`kubectl delete\` changed ${changed} as --tighten prints it; ` +
        `of ${had} requests that answered with a key ${have} still did, ${expected} by those whom lasthop was told to expect and ` +
        `${have - expected} by those whom it says no role keeps out; ` +
        `${2 * asked} reviews; ${disagreements.length} disagreements`;
      process.stdout.write(`${figures["smaller roles, by real requests and reviews"]}\n`);
      expect(disagreements.slice(0, 2)).toEqual([]);
    },
    30 * 60_000,
  );

  it(
    "lets no way round pass any more",
    async () => {
      const all = wayWorlds(WORLDS, SEED + 3).map((world, index) => ({ ...world, index }));
      await each(all, async (world) => {
        await makeNamespace(server, world.namespace);
        for (const object of world.objects) await postAny(server, object);
        for (const object of world.rbac) await post(server, object);
      });
      await settle(server, "ways", false);
      const before = new Map<string, readonly string[]>();
      await each(all, async (world) => void before.set(world.namespace, await waysThatPass(client, world)));
      const plans: Printed[] = [];
      for (const { namespace, objects, rbac } of all) {
        const expected = `system:serviceaccount:${namespace}:reader`;
        const flags = [`${namespace}/web-tls`, "--whole", "--expect", expected];
        plans.push(await printedPlan(RUN, [...objects, ...rbac], flags));
      }
      await carryOut(server, plans, RUN);
      await settle(server, "closed", false);
      // A request for a certificate that is there already would be refused for that alone.
      await server.call("DELETE", "/apis/certificates.k8s.io/v1/certificatesigningrequests");
      const disagreements: unknown[] = [];
      const ways = new Set<string>();
      let open = 0;
      await each(all, async (world) => {
        const [passed, then] = [before.get(world.namespace) ?? [], await waysThatPass(client, world)];
        for (const way of passed) ways.add(way);
        if (passed.length > 0) open++;
        const reader = impersonated(`system:serviceaccount:${world.namespace}:reader`, []);
        const list = { kind: "resource", verb: "list", group: "", resource: "secrets", subresource: "" } as const;
        const kept = await review(server, {
          identity: reader,
          request: { ...list, namespace: world.namespace, name: "" },
        });
        const plan = plans[world.index];
        if (then.length > 0 || !kept.allowed || plan?.plan.remaining.length !== 0) {
          disagreements.push({ still: then, kept, rbac: world.rbac.slice(-2), plan: plan?.plan });
        }
      });
      figures["smaller roles, by ways round to a Secret"] =
        `${all.length} worlds; in ${open} of them somebody came to a key by one of ${ways.size} ways, after --tighten in none; ` +
        `${disagreements.length} disagreements`;
      process.stdout.write(`${figures["smaller roles, by ways round to a Secret"]}\n`);
      expect(disagreements.slice(0, 2)).toEqual([]);
    },
    30 * 60_000,
  );
});
