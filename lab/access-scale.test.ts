import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNTS, accessCluster, SECRETS } from "../bench/access-cluster.ts";
import { impersonated, serviceAccountUser } from "../src/access/request.ts";
import { READING_VERBS } from "../src/access/readers/permissions.ts";
import { list, text, texts } from "../src/model/read.ts";
import { load } from "./cluster/load.ts";
import { build, lasthopProcess, type Measured, measured } from "./cluster/measure.ts";
import { part as kubernetes } from "./parts/kube-apiserver/part.ts";
import { folderOf } from "./parts/part.ts";
import { review, settle } from "./rbac/real-rbac.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";
import { each } from "./world/each.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/scale-${process.pid}`);
const BINDINGS = Number(process.env["LASTHOP_LAB_BINDINGS"] ?? 10_000);
/**
 * A folder with peers that are no part of the lab: `kubectl-who_can` (github.com/aquasecurity/kubectl-who-can v0.4.0) and
 * `rakkess` (github.com/corneliusweig/rakkess v0.5.1), built from their Go modules.
 */
const PEERS = process.env["LASTHOP_LAB_PEERS"];
const PAIRS = 400;

let server: ApiServer;
let readers: readonly unknown[] = [];
const figures: Record<string, string> = {};

beforeAll(async () => {
  await build();
  mkdirSync(RUN, { recursive: true });
  server = await ApiServer.start(RUN, { connections: 32 });
});

afterAll(async () => {
  await server.stop();
  leaveResults("access-scale", { figures });
  rmSync(RUN, { recursive: true, force: true });
});

/** The quickest of three: what a busy machine adds is no property of the program. */
async function quickest(run: () => Promise<Measured>): Promise<Measured> {
  const runs = [await run(), await run(), await run()];
  return runs.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
}

function told({ seconds, peak }: Measured): string {
  return `${seconds.toFixed(2)} s${peak === null ? "" : `, peak memory ${peak.toFixed(0)} MiB`}`;
}

describe(`a real API server with ${BINDINGS} bindings`, () => {
  it(
    "takes them with their Secrets and ServiceAccounts",
    async () => {
      const objects = await load(accessCluster(BINDINGS));
      await settle(server, "loaded", false);
      expect(objects).toBeGreaterThan(BINDINGS);
    },
    20 * 60_000,
  );

  it(
    "answers one question at a time, where lasthop tells all readers of all Secrets",
    async () => {
      const kubectl = join(folderOf(kubernetes), "kubectl");
      const at = [`--kubeconfig=${server.kubeconfig}`, "-n", "team-7"];
      const account = `--as=${serviceAccountUser("team-7", "app-7")}`;
      const one = await quickest(() =>
        measured(kubectl, ["auth", "can-i", "get", "secrets/web-7-tls", account, ...at]),
      );
      expect(["yes\n", "no\n"]).toContain(one.out);
      const live = ["who-can-read", "-q", "--kubeconfig", server.kubeconfig, "--no-aggregation"];
      const all = await lasthopProcess([...live, "-o", "json"]);
      const ours = await quickest(() => lasthopProcess(live));
      expect(ours.code).toBe(0);
      readers = list({ secrets: JSON.parse(all.out) }, "secrets");
      expect(readers.length).toBe(SECRETS);
      const peers = [`\`kubectl auth can-i get secrets/NAME --as=ONE\` ${told(one)}`];
      for (const [name, title, ...question] of [
        ["kubectl-who_can", "kubectl who-can get secrets/NAME", "get", "secrets/web-7-tls"],
        ["rakkess", "rakkess resource secrets", "resource", "secrets"],
      ] as const) {
        const command = join(PEERS ?? "", name);
        if (PEERS === undefined || !existsSync(command)) continue;
        const peer = await quickest(() => measured(command, [...question, ...at]));
        if (peer.code !== 0) throw new Error(peer.err);
        peers.push(`\`${title}\` ${told(peer)}`);
      }
      figures["all readers of all Secrets"] =
        `${BINDINGS} bindings, ${SECRETS} TLS Secrets, ${ACCOUNTS} ServiceAccounts: \`lasthop who-can-read\` of the live server ` +
        `${told(ours)}; one question to it: ${peers.join(", ")}`;
      process.stdout.write(`${figures["all readers of all Secrets"]}\n`);
    },
    10 * 60_000,
  );

  it(
    "says of each of them what lasthop says",
    async () => {
      const disagreements: unknown[] = [];
      let allowed = 0;
      const isDirect = (item: unknown): boolean =>
        Object(item).direct === true && text(item, "subject", "name")?.startsWith("app-") === true;
      const pairs = Array.from({ length: PAIRS }, (_, index) => {
        const secret = readers[(index * 37) % SECRETS];
        const namespace = text(secret, "namespace") ?? "";
        // Half of them are readers by lasthop's word, the others its neighbours, of whom some are and some are not.
        const direct = list(secret, "readers").filter(isDirect);
        const chosen = index % 2 === 0 ? text(direct[index % direct.length], "subject", "name") : undefined;
        const neighbour = Number(namespace.slice("team-".length)) + (index % 20) * 500;
        return { secret, namespace, number: chosen === undefined ? neighbour : Number(chosen.slice("app-".length)) };
      });
      await each(pairs, async ({ secret, namespace, number }) => {
        const user = serviceAccountUser(`team-${number % 500}`, `app-${number}`);
        const name = text(secret, "name") ?? "";
        const listed = list(secret, "readers").find(
          (item) => isDirect(item) && text(item, "subject", "name") === `app-${number}`,
        );
        for (const verb of READING_VERBS) {
          const named = verb === "deletecollection" ? "" : name;
          const request = {
            kind: "resource",
            verb,
            group: "",
            resource: "secrets",
            subresource: "",
            namespace,
          } as const;
          const real = await review(server, { identity: impersonated(user, []), request: { ...request, name: named } });
          if (real.allowed) allowed++;
          if (real.allowed !== texts(listed, "verbs").includes(verb))
            disagreements.push({ user, namespace, name, verb, real });
        }
      });
      const asked = PAIRS * READING_VERBS.length;
      figures["all readers of all Secrets, by access reviews"] =
        `${asked} reviews of which ${allowed} were allowed, ${disagreements.length} disagreements`;
      process.stdout.write(`${figures["all readers of all Secrets, by access reviews"]}\n`);
      expect(disagreements.slice(0, 3)).toEqual([]);
    },
    10 * 60_000,
  );
});
