import { mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { integer, list, text } from "../../src/model/read.ts";
import { part as envoyDefinitions } from "../parts/crds-envoy-gateway/part.ts";
import { part as gatewayDefinitions } from "../parts/crds-gateway-api/part.ts";
import { part as envoy } from "../parts/envoy/part.ts";
import { part as envoyGateway } from "../parts/envoy-gateway/part.ts";
import { folderOf } from "../parts/part.ts";
import { type Manifest, namespaceOf, nameOf } from "../world/manifests.ts";
import { isOpen } from "../world/ports.ts";
import { pause, type Process, until } from "../world/process.ts";
import type { LabController, Running, StartContext } from "./controller.ts";
import { type Config, configOf, onThisMachine } from "./envoy-gateway/config.ts";
import { startProgram } from "./envoy-gateway/program.ts";

/** Silence after which the last change has gone all the way to Envoy, on a loaded machine too. */
const SILENCE = 700;
const LONGEST = 30_000;
/** After which a Gateway without a status is one that nobody serves. */
const PATIENCE = 6000;

export const controller: LabController = {
  id: "envoy-gateway",
  version: envoyGateway.version,
  how: `its own program with resources of the API server, the configuration of each case's ConfigMap, and Envoy ${envoy.version} as its child process on this machine.`,
  rendered: false,
  parts: [envoyGateway.id, envoy.id, gatewayDefinitions.id, envoyDefinitions.id],
  definitions: [gatewayDefinitions, envoyDefinitions].map((part) => join(folderOf(part), "crds.yaml")),
  refusals: [],
  refusesForDead: true,
  adapt: onThisMachine,
  start,
  end,
};

/** One program serves case after case while their configuration is the same. */
interface Shared {
  readonly process: Process;
  readonly config: Config;
  readonly kubeconfig: string;
}

let shared: Shared | null = null;

async function start(context: StartContext): Promise<Running> {
  const { process } = await programFor(context);
  const begin = process.log.length;
  const ports = portsOf(context.objects);
  return {
    fronts: ports.map((port) => ({ published: port, actual: port })),
    settle: () => settle(process, () => isServed(context)),
    story: () => storyOf(process.log.slice(begin)),
    stop: () =>
      until(
        "the end of a case's Envoy",
        LONGEST,
        async () => !(await Promise.all(ports.map((port) => isOpen(port)))).some(Boolean),
      ),
  };
}

async function programFor({ objects, folder, server, systemRoots }: StartContext): Promise<Shared> {
  const place = join(dirname(folder), "envoy-gateway-");
  const config = configOf(objects, "HOME");
  const fits =
    shared !== null &&
    !shared.process.hasEnded &&
    shared.kubeconfig === server.kubeconfig &&
    shared.config.text === config.text &&
    shared.config.namespace === config.namespace;
  if (shared !== null && fits) return shared;
  await end();
  const home = mkdtempSync(place);
  const process = await startProgram({ config: configOf(objects, home), home, server, systemRoots });
  shared = { process, config, kubeconfig: server.kubeconfig };
  return shared;
}

async function end(): Promise<void> {
  await shared?.process.stop();
  shared = null;
}

/** Gateways have the status that they get with their listeners, and listeners that are programmed have their ports open. */
async function isServed({ objects, server }: StartContext): Promise<boolean> {
  for (const gateway of objects.filter(({ kind }) => kind === "Gateway")) {
    const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespaceOf(gateway)}/gateways/${nameOf(gateway)}`;
    const { body } = await server.call("GET", path);
    const accepted = conditionOf(list(body, "status", "conditions"), "Accepted");
    if (accepted === undefined || text(accepted, "reason") === "Pending") return false;
    for (const status of list(body, "status", "listeners")) {
      if (text(conditionOf(list(status, "conditions"), "Programmed"), "status") !== "True") continue;
      const listener = list(body, "spec", "listeners").find((item) => text(item, "name") === text(status, "name"));
      if (!(await isOpen(integer(listener, "port") ?? 0))) return false;
    }
  }
  return true;
}

function conditionOf(conditions: readonly unknown[], type: string): unknown {
  return conditions.find((item) => text(item, "type") === type);
}

/** @param isServed asked once it is silent; where it stays away for a while, there is nothing to be served */
async function settle(process: Process, isServed: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  for (;;) {
    await pause(50);
    if (process.hasEnded) throw new Error(`Envoy Gateway has ended:\n${process.log.slice(-1500)}`);
    const now = performance.now();
    const silent = now - Math.max(process.lastWord, start);
    if (now - start > LONGEST) return;
    if (silent > SILENCE && (now - start > PATIENCE || (await isServed()))) return;
  }
}

/** Its complaints, each once. */
function storyOf(log: string): string {
  const lines = log.split("\n").filter((line) => /\t(?:ERROR|WARN)\t|\[(?:warning|error|critical)\]/.test(line));
  return [...new Set(lines.map((line) => line.replace(/^\S+\s+/, "").slice(0, 400)))].slice(-12).join("\n");
}

/** 80, 443 and those of all listeners: here they are bound as written. */
function portsOf(objects: readonly Manifest[]): number[] {
  const own = objects
    .filter(({ kind }) => kind === "Gateway" || kind === "ListenerSet")
    .flatMap((object) => list(object, "spec", "listeners").map((listener) => integer(listener, "port") ?? 0));
  return [...new Set([80, 443, ...own])].filter((port) => port > 0);
}
