import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { part as envoy } from "../../parts/envoy/part.ts";
import { part as envoyGateway } from "../../parts/envoy-gateway/part.ts";
import { folderOf } from "../../parts/part.ts";
import { run } from "../../parts/tools.ts";
import type { ApiServer } from "../../world/api-server.ts";
import { inPrivateRoot } from "../../world/private-root.ts";
import { Process, until } from "../../world/process.ts";
import type { Config } from "./config.ts";

const PROGRAM = join(folderOf(envoyGateway), "envoy-gateway");
/** With resources of an API server it reads its own certificate from here and nowhere else. */
const CERTIFICATES = "/certs";
/** The trust store of Envoy's image. */
const SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt";

interface Start {
  readonly config: Config;
  /** An empty folder of its own. */
  readonly home: string;
  readonly server: ApiServer;
  readonly systemRoots: string;
}

/** Envoy Gateway with what it needs to start: Envoy, certificates for the talk between both, two Secrets. */
export async function startProgram({ config, home, server, systemRoots }: Start): Promise<Process> {
  const certificates = join(home, "config/certs/envoy-gateway");
  const version = join(home, "data/envoy-versions", envoy.version, "bin");
  mkdirSync(version, { recursive: true });
  symlinkSync(join(folderOf(envoy), "envoy"), join(version, "envoy"));
  await run(PROGRAM, ["certgen", "--local", "--config-home", join(home, "config")]);
  await putSecrets(server, config.namespace, join(home, "config/certs/envoy"));
  const file = join(home, "envoy-gateway.yaml");
  writeFileSync(file, config.text);
  const { command, args } = inPrivateRoot(
    home,
    [
      { from: certificates, to: CERTIFICATES },
      { from: systemRoots, to: SYSTEM_ROOTS },
    ],
    [PROGRAM, "server", "--config-path", file],
  );
  const process = new Process("envoy-gateway", command, args, {
    logFile: join(home, "envoy-gateway.log"),
    cwd: home,
    env: { KUBECONFIG: server.kubeconfig, ENVOY_GATEWAY_NAMESPACE: config.namespace },
  });
  await until(
    "Envoy Gateway's start",
    60_000,
    () => process.hasEnded || /Starting workers|Starting Controller/.test(process.log),
  );
  if (process.hasEnded) throw new Error(`Envoy Gateway has ended:\n${process.log.slice(-1500)}`);
  return process;
}

/** Without them every Gateway stays without listeners. */
async function putSecrets(server: ApiServer, namespace: string, folder: string): Promise<void> {
  const encoded = (name: string): string => readFileSync(join(folder, name)).toString("base64");
  const tls = { "tls.crt": encoded("tls.crt"), "tls.key": encoded("tls.key"), "ca.crt": encoded("ca.crt") };
  const secrets = [
    { metadata: { name: "envoy" }, type: "kubernetes.io/tls", data: tls },
    { metadata: { name: "envoy-oidc-hmac" }, data: { "hmac-secret": randomBytes(32).toString("base64") } },
  ];
  await server.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  for (const secret of secrets) {
    const collection = `/api/v1/namespaces/${namespace}/secrets`;
    await server.call("DELETE", `${collection}/${secret.metadata.name}`);
    const { status } = await server.call("POST", collection, { apiVersion: "v1", kind: "Secret", ...secret });
    if (status !== 201) throw new Error(`Secret ${secret.metadata.name} of Envoy Gateway: status ${status}`);
  }
}
