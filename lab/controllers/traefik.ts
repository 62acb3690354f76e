import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fields, integer, list, text } from "../../src/model/read.ts";
import { folderOf } from "../parts/part.ts";
import { part as gatewayDefinitions } from "../parts/crds-gateway-api/part.ts";
import { part as definitions } from "../parts/crds-traefik/part.ts";
import { part as traefik } from "../parts/traefik/part.ts";
import { annotationOf, type Manifest, namespaceOf, nameOf } from "../world/manifests.ts";
import { pause, Process } from "../world/process.ts";
import type { Front, LabController, Running, StartContext } from "./controller.ts";

/** For a chart that the lab cannot render: the arguments that its templates make of the values, by hand. */
const ARGUMENTS = "lab.lasthop.dev/arguments";
/** Silence in the log after which routers and certificates have been swapped, on a loaded machine too. */
const SILENCE = 1200;
const FIRST_CONFIGURATION = 15_000;

export const controller: LabController = {
  id: "traefik",
  version: traefik.version,
  how: "its own binary, started with the arguments, environment and files of each case's Deployment.",
  rendered: false,
  parts: [traefik.id, definitions.id, gatewayDefinitions.id],
  definitions: [definitions, gatewayDefinitions].map((part) => join(folderOf(part), "crds.yaml")),
  refusals: [],
  refusesForDead: false,
  start,
};

/** The command line, environment and files of the case's own Deployment. */
interface Setup {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files by the path that the pod would see. */
  readonly files: ReadonlyMap<string, string>;
}

async function start(context: StartContext): Promise<Running> {
  const setup = setupOf(context.objects);
  const root = join(context.folder, "root");
  const home = join(context.folder, "home");
  mkdirSync(home, { recursive: true });
  const moved = movedFiles(setup, root, home);
  const bench = benchSettings(moved);
  const process = new Process("traefik", join(folderOf(traefik), "traefik"), bench.args, {
    logFile: join(context.folder, "traefik.log"),
    cwd: home,
    env: {
      ...bench.env,
      KUBECONFIG: context.kubeconfig,
      SSL_CERT_FILE: context.systemRoots,
      SSL_CERT_DIR: "/nonexistent",
    },
  });
  const fronts = frontsOf(context.objects, setup);
  return {
    fronts,
    settle: () => settle(process),
    story: () => storyOf(process.log),
    stop: () => process.stop(),
  };
}

function setupOf(objects: readonly Manifest[]): Setup {
  const workload = objects.find((object) => traefikContainer(object) !== undefined);
  const container = workload === undefined ? undefined : traefikContainer(workload);
  if (workload === undefined || container === undefined) {
    const paper = objects.map((object) => annotationOf(object, ARGUMENTS)).find((item) => item !== undefined);
    if (paper === undefined) throw new Error(`the case has no Traefik: a workload, or ${ARGUMENTS}`);
    return { args: paper.split(/\s+/).filter(Boolean), env: {}, files: new Map() };
  }
  const words = [...list(container, "command").slice(1), ...list(container, "args")].map(String);
  const env = list(container, "env").map((item) => [text(item, "name") ?? "", text(item, "value") ?? ""]);
  return { args: words, env: Object.fromEntries(env), files: mountedFiles(workload, container, objects) };
}

function traefikContainer(object: Manifest): unknown {
  return list(object, "spec", "template", "spec", "containers").find((container) =>
    /(?:^|\/)traefik(?::|@|$)/.test(text(container, "image") ?? ""),
  );
}

function mountedFiles(workload: Manifest, container: unknown, objects: readonly Manifest[]): Map<string, string> {
  const files = new Map<string, string>();
  const volumes = list(workload, "spec", "template", "spec", "volumes");
  for (const mount of list(container, "volumeMounts")) {
    const volume = volumes.find((item) => text(item, "name") === text(mount, "name"));
    const configMap = text(volume, "configMap", "name");
    const secret = text(volume, "secret", "secretName");
    const kind = configMap === undefined ? "Secret" : "ConfigMap";
    const source = objects.find(
      (object) =>
        object.kind === kind &&
        nameOf(object) === (configMap ?? secret) &&
        namespaceOf(object) === namespaceOf(workload),
    );
    for (const [key, value] of Object.entries(fields(source, "data"))) {
      if (typeof value !== "string") continue;
      const content = kind === "Secret" ? Buffer.from(value, "base64").toString() : value;
      const path = text(mount, "mountPath") ?? "";
      const subPath = text(mount, "subPath");
      if (subPath === undefined) files.set(`${path.replace(/\/$/, "")}/${key}`, content);
      else if (subPath === key) files.set(path, content);
    }
  }
  return files;
}

/** Writes the pod's files below a folder and points the settings there. Traefik's own default place is its working folder here. */
function movedFiles({ args, env, files }: Setup, root: string, home: string): Setup {
  const paths = [...files.keys()].sort((a, b) => b.length - a.length);
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const move = (value: string): string => {
    let moved = value;
    for (const folder of folders)
      moved = moved.replaceAll(new RegExp(`(^|[\\s"'=,])${folder}/`, "g"), `$1${root}${folder}/`);
    return moved;
  };
  const written = new Map<string, string>();
  for (const [path, content] of files) {
    const byDefault = /^\/etc\/traefik\/(traefik\.(?:ya?ml|toml))$/.exec(path)?.[1];
    const to = byDefault === undefined ? join(root, path) : join(home, byDefault);
    mkdirSync(dirname(to), { recursive: true });
    written.set(to, move(content));
    writeFileSync(to, move(content));
    if (byDefault !== undefined) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), move(content));
      written.set(join(root, path), move(content));
    }
  }
  const moves = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, move(value)]));
  return { args: args.map(move), env: moves, files: written };
}

const BENCH: Readonly<Record<string, string>> = {
  "log.level": "DEBUG",
  "log.noColor": "true",
  "providers.providersThrottleDuration": "100ms",
  "global.checkNewVersion": "false",
  "global.sendAnonymousUsage": "false",
};

/**
 * What only the bench needs, in the one source of static configuration that the case uses: Traefik reads a file, else
 * flags, else the environment.
 */
function benchSettings(moved: Setup): Setup {
  const named = moved.args.map((word) => /^--configfile=(.+)$/i.exec(word)?.[1]).find((item) => item !== undefined);
  const file = named ?? [...moved.files.keys()].find((path) => /\/home\/traefik\.ya?ml$/.test(path));
  if (file !== undefined) {
    const content = moved.files.get(file) ?? "";
    if (!/^log:/m.test(content)) writeFileSync(file, `${content}\nlog:\n  level: DEBUG\n  noColor: true\n`);
    return moved;
  }
  if (moved.args.length === 0) {
    const variables = Object.entries(BENCH).map(([key, value]) => [
      `TRAEFIK_${key.replaceAll(".", "_").toUpperCase()}`,
      value,
    ]);
    return { ...moved, env: { ...Object.fromEntries(variables), ...moved.env } };
  }
  const flags = Object.entries(BENCH)
    .filter(([key]) => !moved.args.some((word) => word.toLowerCase().startsWith(`--${key.toLowerCase()}`)))
    .map(([key, value]) => `--${key}=${value}`);
  return { ...moved, args: [...moved.args, ...flags] };
}

/** Every provider has sent something, and nothing more comes. */
async function settle(process: Process): Promise<void> {
  const start = performance.now();
  for (;;) {
    await pause(100);
    if (process.hasEnded) return;
    const expected = new Set(
      [...process.log.matchAll(/Starting provider \*(\w+)\.Provider/g)].map((match) => match[1]),
    );
    expected.delete("traefik");
    expected.delete("acme");
    const seen = new Set(
      [...process.log.matchAll(/Configuration received.*?providerName=(\w+)/g)].map((match) => match[1]),
    );
    seen.delete("internal");
    const now = performance.now();
    const silent = now - process.lastWord > SILENCE;
    // On a busy machine it may be silent before it has said anything.
    const complete = expected.size > 0 && seen.size >= expected.size;
    if (silent && (complete || now - start > FIRST_CONFIGURATION)) return;
    if (now - start > 2 * FIRST_CONFIGURATION) return;
  }
}

/** Warnings that come with every configuration. */
const EVERY_TIME = /aliasHeadersStrategy|encoded characters|SafeNaming|insecureSkipVerify is enabled/;

/** Its complaints, each once. */
function storyOf(log: string): string {
  const lines = log.split("\n").filter((line) => /\b(?:ERR|WRN|FTL)\b|^command/.test(line) && !EVERY_TIME.test(line));
  return [...new Set(lines.map((line) => line.replace(/^\S+ /, "")))].slice(-12).join("\n");
}

/** The ports of the Service that selects Traefik's pods; without one, the addresses of the entry points. */
function frontsOf(objects: readonly Manifest[], { args, env, files }: Setup): Front[] {
  const workload = objects.find((object) => traefikContainer(object) !== undefined);
  const labels = fields(workload, "spec", "template", "metadata", "labels");
  const names = new Map(
    list(workload, "spec", "template", "spec", "containers")
      .flatMap((container) => list(container, "ports"))
      .map((port) => [text(port, "name") ?? "", integer(port, "containerPort") ?? 0]),
  );
  const service = objects.find((object) => {
    const selector = Object.entries(fields(object, "spec", "selector"));
    return object.kind === "Service" && selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
  if (workload !== undefined && service !== undefined) {
    return list(service, "spec", "ports").map((port) => {
      const published = integer(port, "port") ?? 0;
      const target = text(port, "targetPort");
      const actual =
        integer(port, "targetPort") ?? (target === undefined ? published : (names.get(target) ?? published));
      return { published, actual };
    });
  }
  const written = [...args, ...Object.values(env), ...files.values()].join("\n");
  const addresses = [...written.matchAll(/:(\d{2,5})(?:\/tcp)?(?=["'\s]|$)/gm)].map((match) => Number(match[1]));
  const convention: Readonly<Record<number, number>> = { 8000: 80, 8443: 443 };
  return [...new Set(addresses)].map((actual) => ({ published: convention[actual] ?? actual, actual }));
}
