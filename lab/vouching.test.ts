import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAINS, NAME, pemOf, type Program } from "../test/support/chains.ts";
import { part as envoy } from "./parts/envoy/part.ts";
import { nginxCommand } from "./parts/nginx/command.ts";
import { part as nginx } from "./parts/nginx/part.ts";
import { folderOf, isPresent } from "./parts/part.ts";
import { part as traefik } from "./parts/traefik/part.ts";
import { leaveResults } from "./results.ts";
import { isOpen } from "./world/ports.ts";
import { Process, until } from "./world/process.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/run-${process.pid}-vouching`);
const REFUSED: Readonly<Record<Program, number>> = { nginx: 502, envoy: 503, traefik: 500 };
const PORTS: Readonly<Record<Program, number>> = { nginx: 8101, envoy: 8102, traefik: 8103 };
const bundles = CHAINS.map((_, index) => join(RUN, `bundle-${index}.pem`));
const pods: Server[] = [];
const processes: Process[] = [];
let asked = 0;

/** One pod for each chain, which serves it to whoever comes. */
function startPods(): Promise<number[]> {
  return Promise.all(
    CHAINS.map(
      ({ sent, key }) =>
        new Promise<number>((listening) => {
          const pod = createServer({ cert: pemOf(sent), key }, (_, answer) => answer.end("pod"));
          pods.push(pod);
          pod.listen(0, "127.0.0.1", () => listening((pod.address() as AddressInfo).port));
        }),
    ),
  );
}

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  .map((name) => `${name}_temp_path tmp;`)
  .join(" ");

/** As ingress-nginx renders a location that verifies. */
function nginxConfiguration(ports: readonly number[]): string {
  const locations = ports.map(
    (port, index) => `location /${index}/ {
      proxy_pass https://127.0.0.1:${port};
      proxy_ssl_trusted_certificate ${bundles[index]};
      proxy_ssl_verify on;
      proxy_ssl_verify_depth 1;
      proxy_ssl_protocols TLSv1.2;
      proxy_ssl_name ${NAME};
      proxy_ssl_server_name on;
    }`,
  );
  return `pid nginx.pid; user root root; daemon off; master_process off; error_log stderr; events {}
  http { access_log off; ${TEMPORARY}
  server { listen 127.0.0.1:${PORTS.nginx}; ${locations.join("\n")} } }`;
}

/** As Contour and Envoy Gateway configure a cluster that verifies. */
function envoyConfiguration(ports: readonly number[]): unknown {
  const type = (name: string): { "@type": string } => ({ "@type": `type.googleapis.com/envoy.${name}` });
  const address = (port: number): unknown => ({ socket_address: { address: "127.0.0.1", port_value: port } });
  const routes = ports.map((_, index) => ({ match: { prefix: `/${index}/` }, route: { cluster: `pod-${index}` } }));
  const router = {
    name: "envoy.filters.http.router",
    typed_config: type("extensions.filters.http.router.v3.Router"),
  };
  const manager = {
    ...type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
    stat_prefix: "lab",
    route_config: { virtual_hosts: [{ name: "all", domains: ["*"], routes }] },
    http_filters: [router],
  };
  const filters = [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }];
  const validation = (index: number): unknown => ({
    trusted_ca: { filename: bundles[index] },
    match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: NAME } }],
  });
  const clusters = ports.map((port, index) => ({
    name: `pod-${index}`,
    load_assignment: {
      cluster_name: `pod-${index}`,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
    transport_socket: {
      name: "envoy.transport_sockets.tls",
      typed_config: {
        ...type("extensions.transport_sockets.tls.v3.UpstreamTlsContext"),
        sni: NAME,
        common_tls_context: { validation_context: validation(index) },
      },
    },
  }));
  return {
    static_resources: { listeners: [{ address: address(PORTS.envoy), filter_chains: [{ filters }] }], clusters },
  };
}

function traefikConfiguration(ports: readonly number[]): unknown {
  const each = <Value>(make: (index: number, port: number) => Value): Record<string, Value> =>
    Object.fromEntries(ports.map((port, index) => [`pod-${index}`, make(index, port)]));
  return {
    http: {
      routers: each((index) => ({ rule: `PathPrefix(\`/${index}/\`)`, service: `pod-${index}` })),
      services: each((index, port) => ({
        loadBalancer: { serversTransport: `pod-${index}`, servers: [{ url: `https://127.0.0.1:${port}` }] },
      })),
      serversTransports: each((index) => ({ serverName: NAME, rootCAs: [bundles[index]] })),
    },
  };
}

function statusOf(program: Program, index: number): Promise<number> {
  return new Promise((answered, failed) => {
    const asking = request({ port: PORTS[program], path: `/${index}/`, agent: false }, (answer) => {
      answer.resume();
      answered(answer.statusCode ?? 0);
    });
    asking.on("error", failed).end();
  });
}

const PARTS = { nginx, envoy, traefik } as const;

describe.skipIf(!Object.values(PARTS).every(isPresent))(
  "what programs say to the chains of test/support/chains.ts",
  () => {
    beforeAll(async () => {
      mkdirSync(RUN, { recursive: true });
      for (const [index, { bundle }] of CHAINS.entries()) writeFileSync(bundles[index] ?? "", pemOf(bundle));
      const ports = await startPods();
      const write = (name: string, content: string): string => {
        writeFileSync(join(RUN, name), content);
        return join(RUN, name);
      };
      const start = (program: Program, command: string, args: readonly string[], env = {}): void => {
        const options = { cwd: RUN, env, logFile: join(RUN, `${program}.log`) };
        processes.push(new Process(program, command, args, options));
      };
      const { command, env } = nginxCommand(folderOf(nginx));
      start("nginx", command, ["-p", RUN, "-e", "stderr", "-c", write("nginx.conf", nginxConfiguration(ports))], env);
      const settings = write("envoy.json", JSON.stringify(envoyConfiguration(ports)));
      start("envoy", join(folderOf(envoy), "envoy"), ["-c", settings, "--concurrency", "1"]);
      const dynamic = write("dynamic.yaml", JSON.stringify(traefikConfiguration(ports)));
      start("traefik", join(folderOf(traefik), "traefik"), [
        `--entryPoints.web.address=127.0.0.1:${PORTS.traefik}`,
        `--providers.file.filename=${dynamic}`,
      ]);
      for (const process of processes) {
        const program = process.name as Program;
        await until(program, 10_000, async () => {
          if (process.hasEnded) throw new Error(process.log);
          return (await isOpen(PORTS[program])) && (await statusOf(program, 0)) === 200;
        });
      }
    });

    afterAll(async () => {
      await Promise.all(processes.map((process) => process.stop()));
      for (const pod of pods) pod.close();
      rmSync(RUN, { recursive: true, force: true });
      leaveResults("vouching", {
        figures: {
          "chains and CA bundles": `${asked} answers of nginx, Envoy and Traefik to certificates of their backends: as lasthop says, where it says anything`,
        },
      });
    });

    it.each(CHAINS.map((row, index) => ({ ...row, index })))("$name", async ({ by, index }) => {
      const said: Partial<Record<Program, number>> = {};
      for (const program of Object.keys(PARTS) as Program[]) said[program] = await statusOf(program, index);
      const expected = Object.entries(by).map(([program, taken]) => [
        program,
        taken ? 200 : REFUSED[program as Program],
      ]);
      expect(said).toEqual(Object.fromEntries(expected));
      asked += expected.length;
    });
  },
);
