import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wwwName } from "../../src/controllers/ingress-nginx/servers.ts";
import { hasEndpoints } from "../../src/controllers/ingress-nginx/upstreams.ts";
import { folderOf } from "../parts/part.ts";
import { nginxCommand } from "../parts/nginx/command.ts";
import { part as nginx } from "../parts/nginx/part.ts";
import { isOpen } from "../world/ports.ts";
import { Process, until } from "../world/process.ts";
import type { LabController, Running, StartContext } from "./controller.ts";
import { addressesOf, endpointsOf, type Endpoint, upstreamName } from "./ingress-nginx/endpoints.ts";
import { SecretFiles } from "./ingress-nginx/files.ts";
import { customName, DEFAULT_UPSTREAM, type Rendering } from "./ingress-nginx/location.ts";
import { luaModule } from "./ingress-nginx/lua.ts";
import { type CaseModel, modelOf } from "./ingress-nginx/model.ts";
import { configurationOf, ownCertificate } from "./ingress-nginx/render.ts";
import { DEFAULT_PORT, LISTEN } from "./ingress-nginx/ports.ts";
import { tcpServices } from "./ingress-nginx/stream.ts";

/**
 * The data plane of ingress-nginx: real nginx, with a configuration that the lab renders from lasthop's own model of the
 * controller. It confirms what the directives do on the wire; that the controller renders them so, it cannot.
 */
export const controller: LabController = {
  id: "ingress-nginx",
  version: "1.15.1",
  how: "its data plane alone. Its control plane can be had from no registry, so the lab renders the configuration from lasthop's own model, by the template of this release, for Debian's nginx with the Lua and stream modules. Confirmed is what those directives do on the wire; that the controller renders them so rests on the measured sample and on reading.",
  rendered: true,
  parts: [nginx.id],
  definitions: [],
  // It answers 403 for a whole host where its own settings do not hold together.
  refusals: [403],
  refusesForDead: true,
  start,
};

async function start(context: StartContext): Promise<Running> {
  const folder = join(context.folder, "nginx");
  mkdirSync(folder, { recursive: true });
  const { ports } = await writeConfiguration(context, folder);
  const { command, env } = nginxCommand(folderOf(nginx));
  const process = new Process("nginx", command, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    logFile: join(folder, "nginx.log"),
    cwd: folder,
    env,
  });
  return {
    fronts: ports.map((port) => ({ published: port, actual: port })),
    settle: () =>
      until(
        "nginx's start",
        15_000,
        async () => process.hasEnded || (await all(ports.map((port) => isOpen(port, LISTEN)))),
      ),
    story: () =>
      process.log
        .split("\n")
        .filter((line) => /\[(?:emerg|error|crit|alert)\]/.test(line))
        .slice(-12)
        .join("\n"),
    stop: () => process.stop(),
  };
}

/** Writes all that nginx reads, and tells the ports that clients use. */
export async function writeConfiguration(
  context: Omit<StartContext, "server">,
  folder: string,
): Promise<{ ports: number[] }> {
  const model = modelOf(context.objects);
  const { stored } = context;
  const rendering: Rendering = {
    model,
    files: new SecretFiles(join(folder, "secrets"), context.objects),
    systemRoots: context.systemRoots,
  };
  const backends = await endpointsOf(model, stored);
  for (const [name, addresses] of await defaultBackends(model, context)) backends.set(name, addresses);
  const lua = luaModule({
    backends,
    canaries: new Map(model.canaries.map(({ primary, canary }) => [upstreamName(primary), upstreamName(canary)])),
    certificates: certificatesOf(rendering),
    redirectCode: model.settings.redirectCode,
    forwardedHeaders: model.settings.configBool("use-forwarded-headers", false).value,
  });
  const tcp = await tcpServices(model, stored);
  writeFileSync(join(folder, "lab.lua"), lua);
  writeFileSync(join(folder, "nginx.conf"), configurationOf(rendering, folder, folderOf(nginx), { stored, tcp }));
  return { ports: [80, 443, ...tcp.keys()] };
}

/** The Services that stand in for others, and what answers 404 where nobody does. */
async function defaultBackends(
  model: CaseModel,
  { stored }: Pick<StartContext, "stored">,
): Promise<Map<string, Endpoint[]>> {
  const own = model.settings.reference("default-backend-service");
  const service = own === null ? null : model.upstreams.named(own.namespace, own.name);
  const addresses = service === null ? [] : await addressesOf(service, false, stored);
  const builtIn = [{ address: LISTEN, port: DEFAULT_PORT }];
  const found = new Map([[DEFAULT_UPSTREAM, addresses.length > 0 ? addresses : builtIn]]);
  for (const { owner } of [...model.servers.values()].flatMap((server) => server.locations)) {
    if (owner?.defaultBackend == null) continue;
    const named = model.upstreams.named(owner.namespace, owner.defaultBackend.value);
    if (named !== null && hasEndpoints(named)) found.set(customName(named), await addressesOf(named, false, stored));
  }
  return found;
}

/** Files by the name that clients ask for. Source: nginx.go configureCertificates. */
function certificatesOf(rendering: Rendering): Map<string, string> {
  const { model, files } = rendering;
  const own = ownCertificate(rendering);
  const found = new Map([["_", own]]);
  for (const server of model.servers.values()) {
    const entry = server.certificate;
    if (entry === null) continue;
    const file = entry.secret === null ? own : files.pair(entry.secret);
    found.set(server.host, file);
    const www = wwwName(server, model.servers);
    for (const name of [...server.named, ...(www === null ? [] : [www])]) {
      if (entry.held !== null && entry.secret !== null && model.secrets.lists(entry.held, name)) found.set(name, file);
    }
  }
  return found;
}

async function all(answers: readonly Promise<boolean>[]): Promise<boolean> {
  return (await Promise.all(answers)).every(Boolean);
}
