import { fields, integer, list, text } from "../../../src/model/read.ts";
import { type Manifest, namespaceOf, nameOf } from "../../world/manifests.ts";
import type { Front } from "../controller.ts";

/** Where Contour and Envoy meet, and what else they listen on: on loopback alone. */
export const XDS_PORT = 30_001;
const PORTS = { metrics: 30_002, health: 30_003, debug: 30_004, stats: 30_005 };
const LOOPBACK = "127.0.0.1";

/** Flags of the case's own Deployment that are about how it runs in a pod. */
const OF_THE_POD =
  /^--(?:incluster|insecure|kubeconfig|config-path|xds-|contour-(?:cafile|cert-file|key-file)|disable-leader|leader-|debug|(?:http|health|stats)-)/;

/** The command line and configuration file of the case's own Deployment. */
interface Settings {
  readonly args: readonly string[];
  /** The file of `--config-path`; null where settings are a ContourConfiguration. */
  readonly file: string | null;
  readonly namespace: string;
}

export function settingsOf(objects: readonly Manifest[]): Settings {
  const workload = objects.find((object) => containerOf(object) !== undefined);
  if (workload === undefined) throw new Error("the case has no Contour");
  const words = list(containerOf(workload), "args").map(String);
  const args = words.filter((word) => word !== "serve" && !OF_THE_POD.test(word));
  const byObject = args.some((word) => word.startsWith("--contour-config-name"));
  return { args, file: byObject ? null : fileOf(workload, words, objects), namespace: namespaceOf(workload) };
}

function containerOf(object: Manifest): unknown {
  return list(object, "spec", "template", "spec", "containers").find(
    (container) =>
      /\/contour(?::|@|$)/.test(text(container, "image") ?? "") && list(container, "args").includes("serve"),
  );
}

function fileOf(workload: Manifest, words: readonly string[], objects: readonly Manifest[]): string {
  const path = words.map((word) => /^--config-path=(.+)$/.exec(word)?.[1]).find((item) => item !== undefined);
  if (path === undefined) return "";
  const names = list(workload, "spec", "template", "spec", "volumes").map((volume) =>
    text(volume, "configMap", "name"),
  );
  const map = objects.find(
    (object) =>
      object.kind === "ConfigMap" && names.includes(nameOf(object)) && namespaceOf(object) === namespaceOf(workload),
  );
  return text(map, "data", path.slice(path.lastIndexOf("/") + 1)) ?? "";
}

/** What only the bench needs. Settings that a ContourConfiguration holds cannot be flags. */
export function benchArgs({ args, file }: Settings, kubeconfig: string, configFile: string): string[] {
  const always = [`--kubeconfig=${kubeconfig}`, "--disable-leader-election"];
  if (file === null) return ["serve", ...always, ...args];
  return [
    "serve",
    ...always,
    `--config-path=${configFile}`,
    "--insecure",
    `--xds-address=${LOOPBACK}`,
    `--xds-port=${XDS_PORT}`,
    `--envoy-service-http-address=${LOOPBACK}`,
    `--envoy-service-https-address=${LOOPBACK}`,
    ...["http", "health", "debug-http", "stats"].map((name) => `--${name}-address=${LOOPBACK}`),
    `--http-port=${PORTS.metrics}`,
    `--health-port=${PORTS.health}`,
    `--debug-http-port=${PORTS.debug}`,
    `--stats-port=${PORTS.stats}`,
    // Envoy cannot open the standard output of a process whose output is heard.
    "--envoy-http-access-log=/dev/null",
    "--envoy-https-access-log=/dev/null",
    ...args,
  ];
}

/** A ContourConfiguration that says what `benchArgs` says elsewhere. */
export function onThisMachine(object: Manifest): Manifest {
  if (object.kind !== "ContourConfiguration") return object;
  const at = (port: number): { address: string; port: number } => ({ address: LOOPBACK, port });
  const spec = fields(object, "spec");
  return {
    ...object,
    spec: {
      ...spec,
      xdsServer: { ...at(XDS_PORT), tls: { insecure: true } },
      metrics: at(PORTS.metrics),
      health: at(PORTS.health),
      debug: at(PORTS.debug),
      envoy: {
        ...fields(spec, "envoy"),
        http: at(HTTP),
        https: at(HTTPS),
        health: at(PORTS.stats),
        metrics: at(PORTS.stats),
        logging: { accessLogLevel: "disabled" },
      },
    },
  };
}

const [HTTP, HTTPS] = [8080, 8443];

/** Ports that Services publish as 80 and 443; those of a Gateway are moved by 8000. Source: toContainerPort. */
export function frontsOf(objects: readonly Manifest[], file: string | null): Front[] {
  const usual = [
    { published: 80, actual: HTTP },
    { published: 443, actual: HTTPS },
  ];
  if (!isForGateway(objects, file)) return usual;
  const ports = objects
    .filter(({ kind }) => kind === "Gateway")
    .flatMap((object) => list(object, "spec", "listeners").map((listener) => integer(listener, "port") ?? 0));
  return [...new Set([80, 443, ...ports])].map((published) => ({ published, actual: moved(published) }));
}

function isForGateway(objects: readonly Manifest[], file: string | null): boolean {
  const byObject = objects.some((object) => text(object, "spec", "gateway", "gatewayRef", "name") !== undefined);
  return byObject || /^gateway:/m.test(file ?? "");
}

function moved(port: number): number {
  const sum = port + 8000;
  return sum <= 65_535 ? sum : sum - 65_535 + 1023;
}
