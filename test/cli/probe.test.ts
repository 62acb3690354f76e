import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { byHost, type Handler, httpServer, NOT_FOUND, page, type Running, tlsServer } from "../probe/servers.ts";
import { fakeServer } from "../support/api-server.ts";
import { selfSigned } from "../support/certificates.ts";
import { folder, lasthop } from "./harness.ts";

/** The command, with real servers that play the controller. */

const FRONT = selfSigned(["shop.example.com"]);
const OTHER = selfSigned(["other.example.com"]);
const FAKE = selfSigned(["ingress.local"]);

interface Options {
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status?: unknown;
  readonly service?: Readonly<Record<string, unknown>>;
}

/** A cluster with ingress-nginx and one Ingress. */
function cluster({
  host = "shop.example.com",
  path = "/",
  pathType = "Prefix",
  annotations = {},
  status,
  service = {},
}: Options = {}) {
  const entry = (text: string): string => Buffer.from(text).toString("base64");
  const backend = { service: { name: "app", port: { number: 80 } } };
  const labels = { app: "edge" };
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "nginx" },
      spec: { controller: "k8s.io/ingress-nginx" },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "controller", namespace: "edge" },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: "controller",
                image: "registry.example/ingress-nginx/controller:v1.15.1",
                args: ["--controller-class=k8s.io/ingress-nginx"],
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "edge", namespace: "edge" },
      spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] },
      ...service,
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "app", namespace: "shop" },
      spec: { selector: { app: "app" }, ports: [{ name: "web", port: 80 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "app-1", namespace: "shop", labels: { "kubernetes.io/service-name": "app" } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
      ports: [{ name: "web", port: 8080, protocol: "TCP" }],
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "front", namespace: "shop" },
      type: "kubernetes.io/tls",
      data: { "tls.crt": entry(FRONT.certificate), "tls.key": entry(FRONT.key) },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "backend-ca", namespace: "shop" },
      type: "Opaque",
      data: { "ca.crt": entry(OTHER.certificate) },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", namespace: "shop", annotations },
      spec: {
        ingressClassName: "nginx",
        tls: [{ hosts: [host], secretName: "front" }],
        rules: [{ host, http: { paths: [{ path, pathType, backend }] } }],
      },
      ...(status === undefined ? {} : { status }),
    },
  ];
}

function written(options: Options = {}): string {
  return join(
    folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: cluster(options) }) }),
    "all.json",
  );
}

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function up<Server extends { stop(): Promise<void> }>(server: Promise<Server>): Promise<Server> {
  servers.push(await server);
  return await server;
}

const redirect: Handler = (request, response) =>
  page(308, "", { Location: `https://${request.headers.host}${request.url}` })(request, response);

interface Edge {
  readonly plain?: Handler;
  readonly tls?: Handler;
  readonly shown?: typeof FRONT;
}

/** A controller that does what is predicted, unless it is told otherwise. */
async function edge({
  plain = redirect,
  tls = page(200, "shop"),
  shown = FRONT,
}: Edge = {}): Promise<{ plain: Running; tls: Running; flags: string[] }> {
  const http = await up(httpServer(byHost({ "shop.example.com": plain })));
  const https = await up(
    tlsServer(byHost({ "shop.example.com": tls }), { default: FAKE, names: { "shop.example.com": shown } }),
  );
  const ports = ["--http-port", String(http.port), "--https-port", String(https.port)];
  return { plain: http, tls: https, flags: [...ports, "--address", "127.0.0.1", "--rate", "1000", "--timeout", "20s"] };
}

describe("lasthop probe", () => {
  it("says that the wire agrees", async () => {
    const { flags, plain, tls } = await edge();
    const { code, out, err } = await lasthop(["probe", "-f", written(), ...flags]);
    expect(out).toMatch(
      /^1 route: 0 disagree, 0 could not be asked, 1 agree\n4 connections, 4 requests, without credentials\n/,
    );
    expect(out).toContain("  shop.example.com/  127.0.0.1  http, https, certificate, client certificate\n");
    expect(out).toContain("cannot be seen from outside");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const asked = [...plain.asked, ...tls.asked];
    expect(new Set(asked.map(({ headers }) => headers["user-agent"]))).toEqual(
      new Set([expect.stringMatching(/^lasthop\/\S+ \(probe\)$/)]),
    );
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(new Set(asked.flatMap(({ headers }) => Object.keys(headers)))).toEqual(
      new Set(["host", "user-agent", "accept", "connection"]),
    );
  });

  it("tells both stories where the wire disagrees, and the line that decided", async () => {
    const { flags } = await edge({ plain: page(200, "in clear"), shown: OTHER });
    const file = written();
    const { code, out } = await lasthop(["probe", "-f", file, ...flags]);
    expect(code).toBe(1);
    expect(out).toContain("disagrees shop.example.com/");
    expect(out).toMatch(
      / {2}http\n {4}predicted {2}redirects 308 to HTTPS on its own host\n {4}the wire {3}200 \(127\.0\.0\.1\)\n {4}because/,
    );
    expect(out).toMatch(
      / {2}certificate\n {4}predicted {2}of Secret shop\/front\n {4}the wire {3}[0-9a-f]{16} \(other\.example\.com\), not for/,
    );
    expect(out).toContain("all.json:1:");
    const brief = await lasthop(["probe", "-f", file, ...flags, "-q"]);
    expect(brief.out.trimEnd().split("\n")).toEqual([
      expect.stringContaining(
        "shop.example.com/ http: predicted redirects 308 to HTTPS on its own host, 127.0.0.1 says 200",
      ),
      expect.stringContaining("shop.example.com/ certificate: predicted of Secret shop/front"),
    ]);
  });

  it.each([
    ["a redirect that leads elsewhere", { plain: page(308, "", { Location: "https://evil.example.org/" }) }, "http"],
    ["a redirect of another kind", { plain: page(302, "", { Location: "https://shop.example.com/" }) }, "http"],
    ["a port that knows nothing of it", { plain: page(404, NOT_FOUND) }, "http"],
    ["the certificate of somebody else", { shown: FAKE }, "certificate"],
  ] satisfies [string, Edge, string][])("exits with 1 for %s", async (_, edges, what) => {
    const { flags } = await edge(edges);
    const { code, out } = await lasthop(["probe", "-f", written(), ...flags, "-o", "json"]);
    const { routes } = JSON.parse(out) as { routes: { places: { aspects: { what: string; outcome: string }[] }[] }[] };
    const differing = routes.flatMap(({ places }) =>
      places.flatMap(({ aspects }) => aspects.filter(({ outcome }) => outcome === "disagrees")),
    );
    expect(differing.map((aspect) => aspect.what)).toEqual([what]);
    expect(code).toBe(1);
  });

  it("accepts what cannot be told, and says so", async () => {
    const { flags } = await edge({ tls: page(404, NOT_FOUND) });
    const { code, out } = await lasthop(["probe", "-f", written(), ...flags]);
    expect(code).toBe(0);
    expect(out).toContain("Cannot be told from outside, so both are accepted");
    expect(out.replaceAll(/\s+/g, " ")).toContain(
      "a name that no route has gets the same answer, and an application may give it too",
    );
  });

  it("exits with 3 for what could not be asked, and says why", async () => {
    const { flags } = await edge();
    const file = written({
      path: "/a(.*)",
      annotations: { "nginx.ingress.kubernetes.io/use-regex": "true" },
      pathType: "ImplementationSpecific",
    });
    const { code, out } = await lasthop(["probe", "-f", file, ...flags]);
    expect(code).toBe(3);
    expect(out).toMatch(/Could not be asked\n {2}shop\.example\.com\/a\(\.\*\) {2}its path is/);
    expect((await lasthop(["probe", "-f", file, ...flags, "--allow-partial"])).code).toBe(0);
    expect((await lasthop(["probe", "-f", file, ...flags, "-q"])).out).toMatch(/not asked: its path is/);
  });

  it("exits with 3 for what could not be read", async () => {
    const { flags } = await edge();
    const { code, err } = await lasthop(["probe", "-f", written(), "-f", "/no/such/file", ...flags]);
    expect(err).toContain("/no/such/file");
    expect(code).toBe(3);
  });

  it("asks a wildcard under a name of its own, and only what is chosen", async () => {
    const { flags, plain } = await edge();
    await lasthop(["probe", "a.example.com", "-f", written({ host: "*.example.com" }), ...flags]);
    const hosts = plain.asked.map(({ headers }) => headers.host ?? "").sort();
    expect(hosts).toEqual([
      expect.stringMatching(/^lasthop-[0-9a-f]{10}\.example\.com$/),
      expect.stringMatching(/^lasthop-[0-9a-f]{10}\.invalid$/),
    ]);
    const none = await lasthop(["probe", "nothing.example.org", "-f", written(), ...flags]);
    expect(none).toMatchObject({
      code: 2,
      err: expect.stringContaining("no route of the input serves nothing.example.org"),
    });
  });

  it("goes where --resolve says", async () => {
    const { flags, plain, tls } = await edge();
    const rest = flags.filter((word) => word !== "--address" && word !== "127.0.0.1");
    const rules = [`shop.example.com:80:127.0.0.1`, `*:${tls.port}:127.0.0.1`].flatMap((rule) => ["--resolve", rule]);
    expect((await lasthop(["probe", "-f", written(), ...rest, ...rules])).code).toBe(0);
    expect(plain.connections).toBe(2);
  });

  it("goes where the status of the cluster says", async () => {
    const { flags } = await edge();
    const rest = flags.filter((word) => word !== "--address" && word !== "127.0.0.1");
    const status = { loadBalancer: { ingress: [{ ip: "127.0.0.1" }] } };
    const own = await lasthop(["probe", "-f", written({ status }), ...rest, "-o", "json"]);
    expect(JSON.parse(own.out)).toMatchObject({
      routes: [{ places: [{ address: "127.0.0.1", from: "the status of Ingress shop/web" }] }],
    });
    const server = await up(fakeServer(cluster({ service: { status } })));
    const live = await lasthop(["probe", "--kubeconfig", server.kubeconfig(folder()), ...rest, "-o", "json"]);
    expect(JSON.parse(live.out)).toMatchObject({
      routes: [{ result: "agrees", places: [{ from: "the status of Service edge/edge" }] }],
    });
    expect(live.code).toBe(0);
  });

  it("writes JUnit, and files", async () => {
    const { flags } = await edge({ plain: page(200, "<b>&") });
    const file = join(folder(), "probe.xml");
    const { out } = await lasthop(["probe", "-f", written(), ...flags, "-o", `junit=${file}`, "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({ formatVersion: "1", summary: { disagrees: 1 } });
    const xml = readFileSync(file, "utf8");
    expect(xml).toContain('<testsuite name="wire" tests="1" failures="1" errors="0" skipped="0">');
    expect(xml).toContain(
      '<failure message="http: predicted redirects 308 to HTTPS on its own host, the wire says 200" type="disagrees">',
    );
  });

  it("prints nothing that a server or a manifest could colour or mark up", async () => {
    const evil = "https://\u001b[31mevil<script>\u202e.example.org/\u0085";
    const { flags } = await edge({
      plain: (request, response) => {
        request.socket.end(Buffer.from(`HTTP/1.1 308 X\r\nLocation: ${evil}\r\nContent-Length: 0\r\n\r\n`));
        response.destroy();
      },
      shown: selfSigned(["\u001b[31m<script>"]),
    });
    for (const format of ["table", "json", "junit"]) {
      const { out } = await lasthop(["probe", "-f", written(), ...flags, "-o", format]);
      expect([...out].filter((character) => character !== "\n" && /\p{Cc}|\u202e/u.test(character))).toEqual([]);
      expect(format === "junit" && out.includes("<script>")).toBe(false);
    }
  });

  it.each([
    [["--resolve", "shop.example.com"], "is no HOST:PORT:ADDRESS"],
    [["--address", "a b"], "is no address and no host name"],
    [["--http-port", "0"], "is no number from 1 to 65535"],
    [["--concurrency", "65"], "is no number from 1 to 64"],
    [["--timeout", "0"], "a probe without a limit would not end"],
    [["-o", "sarif"], 'a probe has no format "sarif"'],
    [["-o", "json", "-o", "table"], "two reports cannot go to one place"],
    [["--from-pod", "-o", "json"], "--from-pod prints lines for a shell"],
    [["--image", "a b"], "is no image"],
  ])("refuses %j", async (words, message) => {
    const { code, out, err } = await lasthop(["probe", "-f", written(), ...words]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  it("hints at -f where a file stands in the place of a host", async () => {
    const file = written();
    expect(await lasthop(["probe", file, "-f", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`write -f ${file}`),
    });
  });

  it("refuses what is not applied", async () => {
    const server = await up(fakeServer(cluster()));
    const words = [
      "probe",
      "-f",
      written({ host: "new.example.com" }),
      "--cluster",
      "--kubeconfig",
      server.kubeconfig(folder()),
    ];
    expect(await lasthop(words)).toMatchObject({
      code: 2,
      err: expect.stringContaining("what is not applied is not on the wire"),
    });
  });
});

describe("lasthop probe --from-pod", () => {
  const VERIFIED = {
    "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
    "nginx.ingress.kubernetes.io/proxy-ssl-secret": "shop/backend-ca",
    "nginx.ingress.kubernetes.io/proxy-ssl-verify": "on",
    "nginx.ingress.kubernetes.io/proxy-ssl-name": "app.internal",
  };
  const lines = async (options: Options = {}, ...more: string[]) => {
    const { code, out } = await lasthop(["probe", "-f", written(options), "--from-pod", ...more]);
    expect(code).toBe(0);
    return out.trimEnd().split("\n");
  };
  /** What a shell makes of a line, without running it. */
  const wordsOf = (line: string): string[] =>
    execFileSync("sh", ["-c", `set -- ${line}; printf '%s\\0' "$@"`], { encoding: "utf8" })
      .split("\0")
      .slice(0, -1);

  it("prints a line that a shell takes, and connects to nothing", async () => {
    const [head, what, line = "", ...others] = await lines({ annotations: VERIFIED });
    expect(others).toEqual([]);
    expect(head).toBe("# shop.example.com/, backend: Service shop/app port 80");
    expect(what).toMatch(
      /^# predicted: tls-verified; the chain and the name app\.internal are checked, with ca\.crt of Secret backend-ca/,
    );
    const words = wordsOf(line);
    expect(words.slice(0, 3)).toEqual(["kubectl", "run", expect.stringMatching(/^lasthop-probe-[0-9a-f]{10}$/)]);
    expect(words).toEqual(expect.arrayContaining(["--rm", "--attach", "--restart=Never", "--image=alpine/openssl"]));
    expect(words.slice(3, 5)).toEqual(["-n", "shop"]);
    expect(words.slice(words.indexOf("--") + 1).join(" ")).toBe(
      "s_client -connect app.shop.svc:80 -servername app.internal -showcerts -verify_return_error -CAfile /ca/ca.crt -verify_hostname app.internal",
    );
    const overrides = words.find((word) => word.startsWith("--overrides="))?.slice("--overrides=".length) ?? "";
    expect(JSON.parse(overrides)).toMatchObject({
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
        volumes: [{ secret: { secretName: "backend-ca", items: [{ key: "ca.crt", path: "ca.crt" }] } }],
        containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }],
      },
    });
  });

  it("looks for TLS where clear text is predicted, with the image that is stated", async () => {
    const [, what, line = ""] = await lines({}, "--image", "mirror.example/openssl:3");
    expect(what).toContain("no handshake is expected");
    expect(line).toContain("--image=mirror.example/openssl:3");
    expect(line).not.toContain("volumes");
  });

  it("puts nothing into the shell that a manifest says", async () => {
    const evil = {
      ...VERIFIED,
      "nginx.ingress.kubernetes.io/proxy-ssl-name": "x; touch evil #\n`id`",
      "nginx.ingress.kubernetes.io/proxy-ssl-secret": "shop/$(id)",
    };
    const printed = await lines({ annotations: evil });
    for (const line of printed) {
      expect(line.startsWith("# ") || line.startsWith("kubectl run ")).toBe(true);
      expect(line.startsWith("#") ? "" : line).not.toMatch(/\$\(|`|;|touch/);
    }
  });
});
