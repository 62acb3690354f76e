import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { part as contour } from "../parts/contour/part.ts";
import { part as definitions } from "../parts/crds-contour/part.ts";
import { part as gatewayDefinitions } from "../parts/crds-gateway-api/part.ts";
import { part as envoy } from "../parts/envoy/part.ts";
import { folderOf } from "../parts/part.ts";
import { run } from "../parts/tools.ts";
import { isOpen } from "../world/ports.ts";
import { pause, Process, until } from "../world/process.ts";
import { benchArgs, frontsOf, onThisMachine, settingsOf, XDS_PORT } from "./contour/settings.ts";
import type { LabController, Running, StartContext } from "./controller.ts";

/** No change in Envoy for as long means that it has all that Contour made of the case, on a loaded machine too. */
const SILENCE = 400;
const LONGEST = 30_000;

export const controller: LabController = {
  id: "contour",
  version: contour.version,
  how: `its own program with resources of the API server and the settings of each case's Deployment, and Envoy ${envoy.version} that it configures.`,
  rendered: false,
  parts: [contour.id, envoy.id, gatewayDefinitions.id, definitions.id],
  definitions: [gatewayDefinitions, definitions].map((part) => join(folderOf(part), "crds.yaml")),
  refusals: [],
  refusesForDead: true,
  adapt: onThisMachine,
  start,
};

async function start(context: StartContext): Promise<Running> {
  const { objects, folder, kubeconfig } = context;
  const settings = settingsOf(objects);
  const config = join(folder, "contour.yaml");
  // Where it runs is the bench's matter.
  writeFileSync(config, (settings.file ?? "").replaceAll(/^incluster:.*$/gm, ""));
  const program = join(folderOf(contour), "contour");
  const env = { CONTOUR_NAMESPACE: settings.namespace, POD_NAMESPACE: settings.namespace };
  const args = benchArgs(settings, kubeconfig, config);
  const control = new Process("contour", program, args, { logFile: join(folder, "contour.log"), cwd: folder, env });
  // It has read everything by the time it listens: what Envoy gets first is the whole.
  await until("Contour's start", LONGEST, async () => control.hasEnded || (await isOpen(XDS_PORT)));
  // A path for a socket is short.
  const socket = join(tmpdir(), `lasthop-envoy-${process.pid}.sock`);
  const proxy = await startEnvoy(program, folder, socket);
  return {
    fronts: frontsOf(objects, settings.file),
    settle: () => settle(control, proxy, socket),
    story: () => storyOf(control.log, proxy.log),
    async stop() {
      await Promise.all([proxy.stop(), control.stop()]);
      rmSync(socket, { force: true });
    },
  };
}

async function startEnvoy(program: string, folder: string, socket: string): Promise<Process> {
  const bootstrap = join(folder, "envoy.json");
  const resources = join(folder, "resources");
  mkdirSync(resources, { recursive: true });
  const xds = ["--xds-address=127.0.0.1", `--xds-port=${XDS_PORT}`, "--xds-resource-version=v3"];
  await run(program, ["bootstrap", bootstrap, ...xds, `--admin-address=${socket}`, `--resources-dir=${resources}`]);
  const own = ["-c", bootstrap, "--service-cluster", "projectcontour", "--service-node", "lab"];
  const quick = ["--disable-hot-restart", "--concurrency", "1", "--log-level", "warning", "--drain-time-s", "0"];
  return new Process("envoy", join(folderOf(envoy), "envoy"), [...own, ...quick], {
    logFile: join(folder, "envoy.log"),
    cwd: folder,
  });
}

const COUNTED =
  /^(?:listener_manager\.(?:lds\.(?:update_(?:attempt|success|rejected))|total_listeners_(?:warming|active|draining))|cluster_manager\.(?:cds\.update_success|warming_clusters|active_clusters)|.*(?:rds|sds)\..*update_success|cluster\..*(?:update_success|membership_total)): \d+$/;

/** Envoy has listeners and clusters, none of them is still waiting for a part of itself, and nothing changes. */
async function settle(control: Process, proxy: Process, socket: string): Promise<void> {
  const begin = performance.now();
  let [before, since] = ["", begin];
  for (;;) {
    await pause(50);
    const dead = [control, proxy].find((item) => item.hasEnded);
    // A Contour that does not start serves nobody, and the case is about that.
    if (dead !== undefined) return;
    const now = performance.now();
    if (now - begin > LONGEST) return;
    const stats = (await ask(socket, "/stats").catch(() => "")).split("\n").filter((line) => COUNTED.test(line));
    const told = stats.join("\n");
    const value = (name: string): number => Number(stats.find((line) => line.startsWith(`${name}: `))?.split(": ")[1]);
    // What Envoy refuses it is sent again and again.
    const refused = value("listener_manager.lds.update_rejected") > 0;
    if (refused && now - begin > 5 * SILENCE) return;
    const ready =
      value("listener_manager.lds.update_success") > 0 &&
      value("cluster_manager.cds.update_success") > 0 &&
      value("listener_manager.total_listeners_warming") === 0 &&
      value("cluster_manager.warming_clusters") === 0;
    if (told !== before || !ready) [before, since] = [told, now];
    else if (now - since > SILENCE) return;
  }
}

/** Asks Envoy's own interface, which is a socket in the file system. */
function ask(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("error", reject);
      response.on("end", () => resolve(body));
    });
    call.on("error", reject);
    call.end();
  });
}

/** Their complaints, each once. */
function storyOf(control: string, proxy: string): string {
  const lines = [
    ...control.split("\n").filter((line) => /level=(?:error|warning|fatal)|^contour:/.test(line)),
    ...proxy.split("\n").filter((line) => /\[(?:error|critical)\]|rejected/.test(line)),
  ];
  return [...new Set(lines.map((line) => line.replace(/^(?:time="[^"]*"|\S+ \S+) | code=.*/g, "").slice(0, 400)))]
    .slice(-12)
    .join("\n");
}
