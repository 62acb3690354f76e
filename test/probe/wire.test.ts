import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import type { Conversation, Question } from "../../src/probe/contract.ts";
import { converse } from "../../src/probe/wire/converse.ts";
import { wire } from "../../src/probe/wire/transport.ts";
import { selfSigned } from "../support/certificates.ts";
import { byHost, httpServer, page, rawServer, type Running, tlsServer } from "./servers.ts";

const FRONT = selfSigned(["shop.example.com"], "rsa");
const FAKE = selfSigned(["ingress.local"], "rsa");
const NAMES = { default: FAKE, names: { "shop.example.com": FRONT } };
const ALWAYS = async (): Promise<boolean> => true;
/** Long enough for a slow machine where an answer comes; for those that never do, tests take a short one. */
const PATIENT = { timeout: 20_000, agent: "lasthop/0 (probe)" };
const HASTY = { timeout: 300, agent: "lasthop/0 (probe)" };

const servers: Running[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function up(server: Promise<Running>): Promise<Running> {
  servers.push(await server);
  return await server;
}

function talk(server: Running, more: Partial<Question> = {}, options = PATIENT): Promise<Conversation> {
  const question = {
    address: "127.0.0.1",
    port: server.port,
    tls: false,
    name: "shop.example.com",
    paths: ["/"],
    ...more,
  };
  return converse(question, ALWAYS, options);
}

const only = ({ replies }: Conversation) => replies.get("/");

describe("a request", () => {
  it("is a GET of a stranger: no credentials, no cookies, no body", async () => {
    const server = await up(
      httpServer((request, response) => {
        const redirects = request.url === "/a";
        const head = {
          "Set-Cookie": "id=1; Path=/",
          "WWW-Authenticate": "Basic",
          Location: "http://user:pw@shop.example.com/",
        };
        response.writeHead(redirects ? 302 : 401, head).end("x");
      }),
    );
    const { replies } = await talk(server, { paths: ["/a", "/b", "/c"] });
    expect([...replies.values()].map((reply) => reply.kind === "answer" && reply.status)).toEqual([302, 401, 401]);
    expect(server.connections).toBe(1);
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /a", "GET /b", "GET /c"]);
    for (const { headers, rawTrailers } of server.asked) {
      expect(headers).toEqual({
        host: "shop.example.com",
        "user-agent": "lasthop/0 (probe)",
        accept: "*/*",
        connection: "keep-alive",
      });
      expect(rawTrailers).toEqual([]);
    }
  });

  it("follows no redirect", async () => {
    const other = await up(httpServer(page(200, "here")));
    const server = await up(httpServer(page(302, "", { Location: `http://127.0.0.1:${other.port}/` })));
    expect(only(await talk(server))).toMatchObject({ status: 302, location: `http://127.0.0.1:${other.port}/` });
    expect(other.connections).toBe(0);
  });

  it("connects again only where the server ends the connection", async () => {
    const server = await up(httpServer(page(200, "x", { Connection: "close" })));
    const { replies } = await talk(server, { paths: ["/a", "/b"] });
    expect([...replies.values()].map(({ kind }) => kind)).toEqual(["answer", "answer"]);
    expect(server.connections).toBe(2);
  });

  it("is sent again where a kept connection ends under it", async () => {
    const server = await up(
      rawServer((socket) => {
        let requests = 0;
        socket.on("data", () => {
          requests += 1;
          if (requests === 2) socket.destroy();
          else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
      }),
    );
    const { replies } = await talk(server, { paths: ["/a", "/b"] });
    expect([...replies.values()]).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(server.connections).toBe(2);
  });

  it("is not sent when the time is up", async () => {
    const server = await up(httpServer(page(200, "x")));
    const question = { address: "127.0.0.1", port: server.port, tls: false, name: "a", paths: ["/"] };
    const late = await converse(question, async (kind) => kind === "connection", PATIENT);
    expect(only(late)).toMatchObject({ kind: "not-asked" });
    const later = await converse(question, async () => false, PATIENT);
    expect(later.connection.state).toBe("not-asked");
    expect(server.asked).toEqual([]);
  });

  it("reads of a page without an end what it needs", async () => {
    const server = await up(
      httpServer((_, response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write("x".repeat(10_000)));
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      }),
    );
    const reply = only(await talk(server));
    expect(reply).toMatchObject({ kind: "answer", status: 200 });
    expect(reply?.kind === "answer" && reply.page.length).toBeLessThan(2100);
  });

  it("takes an answer whose page never comes", async () => {
    const server = await up(httpServer((_, response) => response.writeHead(200).write("x")));
    expect(only(await talk(server, {}, HASTY))).toMatchObject({ kind: "answer", status: 200 });
  });

  it("goes to IPv6 too", async () => {
    const server = await httpServer(page(204, ""), "::1").catch(() => null);
    if (server === null) return;
    servers.push(server);
    expect(only(await talk(server, { address: "::1", name: "::1" }))).toMatchObject({ status: 204 });
    expect(server.asked[0]?.headers.host).toBe("[::1]");
  });
});

describe("a hostile server", () => {
  const write = (text: string) => (socket: Socket) => socket.once("data", () => socket.write(text));
  const flood = (head: string, line: string) => (socket: Socket) =>
    socket.once("data", () => {
      socket.write(head);
      const more = (): void => {
        while (!socket.destroyed && socket.write(line));
        if (!socket.destroyed) socket.once("drain", more);
      };
      more();
    });

  it.each([
    ["never answers", () => {}, "silent"],
    ["drips its head", write("HTTP/1.1 200 OK\r\nX-A: "), "silent"],
    ["sends 1xx for ever", flood("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), "silent"],
    ["never ends its headers", flood("HTTP/1.1 200 OK\r\n", `X-A: ${"a".repeat(500)}\r\n`), "not-http"],
    ["never ends its status line", flood("HTTP/1.1 200 ", "O".repeat(1000)), "not-http"],
    ["sends a huge Location", write(`HTTP/1.1 302 Found\r\nLocation: /${"a".repeat(100_000)}\r\n\r\n`), "not-http"],
    ["speaks SSH", write("SSH-2.0-OpenSSH_9.6\r\n"), "not-http"],
    ["answers with a request", write("GET / HTTP/1.1\r\n\r\n"), "not-http"],
    [
      "upgrades unasked",
      write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
      "closed",
    ],
    ["puts a line break in a header", write("HTTP/1.1 302 Found\r\nLocation: /a\rX: y\r\n\r\n"), "not-http"],
    [
      "lies about its length twice",
      write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
      "not-http",
    ],
    ["closes", (socket: Socket) => socket.once("data", () => socket.end()), "closed"],
    ["resets", (socket: Socket) => socket.once("data", () => socket.resetAndDestroy()), "closed"],
    ["resets at once", (socket: Socket) => socket.resetAndDestroy(), "closed"],
  ])("that %s ends as it should", async (_, behave, kind) => {
    const server = await up(rawServer(behave));
    const { connection, replies } = await talk(server, {}, HASTY);
    expect(connection.state === "open" ? replies.get("/")?.kind : connection.state).toBe(kind);
  });

  it("that sends a long Location is cut", async () => {
    const server = await up(httpServer(page(302, "", { Location: `/${"a".repeat(10_000)}` })));
    const reply = only(await talk(server));
    expect(reply?.kind === "answer" && reply.location?.length).toBe(4096);
  });

  it.each([
    ["never answers", () => {}, "silent"],
    ["speaks no TLS", (socket: Socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), "no-handshake"],
    ["closes", (socket: Socket) => socket.end(), "no-handshake"],
    ["sends an alert", (socket: Socket) => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 112])), "no-handshake"],
  ])("that %s shakes no hands", async (_, behave, state) => {
    const server = await up(rawServer(behave));
    expect((await talk(server, { tls: true }, HASTY)).connection.state).toBe(state);
  });

  it("that is not there is closed", async () => {
    const server = await httpServer(page(200, ""));
    await server.stop();
    expect((await talk(server)).connection).toEqual({ state: "closed", detail: "the connection is refused" });
  });
});

describe("a handshake", () => {
  const handshake = async (server: Running, more: Partial<Question> = {}) => {
    const conversation = await talk(server, { tls: true, ...more });
    const { connection } = conversation;
    return { ...conversation, handshake: connection.state === "open" ? connection.handshake : null };
  };

  it("shows the certificate of the name", async () => {
    const server = await up(tlsServer(byHost({}), NAMES));
    const own = await handshake(server);
    expect(own.handshake).toMatchObject({
      protocol: "TLSv1.3",
      asksCertificate: false,
      certificate: { subject: "CN=shop.example.com", hosts: ["shop.example.com"], coversName: true },
    });
    const other = await handshake(server, { name: "other.example.com" });
    expect(other.handshake).toMatchObject({ certificate: { subject: "CN=ingress.local", coversName: false } });
    expect(only(other)).toMatchObject({ status: 404 });
  });

  it("is one for all paths", async () => {
    const server = await up(tlsServer(page(200, "x".repeat(5000)), NAMES));
    const { replies } = await handshake(server, { paths: ["/a", "/b", "/c"] });
    expect(replies.size).toBe(3);
    expect(server.connections).toBe(1);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("tells that a client certificate is asked for, in %s", async (version) => {
    const ask = { requestCert: true, rejectUnauthorized: false, minVersion: version, maxVersion: version };
    const server = await up(tlsServer(page(200, "x"), NAMES, ask));
    const met = await handshake(server);
    expect(met.handshake).toMatchObject({ protocol: version, asksCertificate: true });
    expect(only(met)).toMatchObject({ status: 200 });
  });

  it("tells that a client certificate is demanded", async () => {
    const demand = { requestCert: true, rejectUnauthorized: true };
    const newer = await up(tlsServer(page(200, "x"), NAMES, { ...demand, minVersion: "TLSv1.3" }));
    expect(only(await handshake(newer))).toMatchObject({ kind: "closed", demandsCertificate: true });
    const older = await up(tlsServer(page(200, "x"), NAMES, { ...demand, maxVersion: "TLSv1.2" }));
    expect((await handshake(older)).connection).toMatchObject({ state: "no-handshake", asksCertificate: true });
  });

  it("tells a demand that comes before the request is sent", async () => {
    const server = await up(tlsServer(page(200, "x"), NAMES, { requestCert: true, rejectUnauthorized: true }));
    const question = {
      address: "127.0.0.1",
      port: server.port,
      tls: true,
      name: "shop.example.com",
      paths: ["/", "/b"],
    };
    const slow = async (): Promise<boolean> => await wait(100, true);
    const { replies } = await converse(question, slow, PATIENT);
    const demand = { kind: "closed", demandsCertificate: true };
    expect([...replies.values()]).toMatchObject([demand, demand]);
  });

  it("survives a renegotiation", async () => {
    const options = { maxVersion: "TLSv1.2" } as const;
    const server = await up(
      tlsServer(
        ({ socket }, response) => {
          const secure = socket as TLSSocket;
          secure.renegotiate({ requestCert: true, rejectUnauthorized: false }, () => response.writeHead(200).end("x"));
        },
        NAMES,
        options,
      ),
    );
    expect(only(await handshake(server))).toMatchObject({ status: 200 });
  });

  it("is made with what nobody should use any more, and told", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = await up(tlsServer(page(200, "x"), NAMES, old));
    expect((await handshake(server)).handshake).toMatchObject({ protocol: "TLSv1", asksCertificate: null });
  });

  it("sends no server name where the host is an address", async () => {
    const names: (string | false | null)[] = [];
    const server = await up(
      tlsServer(({ socket }, response) => {
        names.push((socket as TLSSocket).servername);
        response.end("x");
      }, NAMES),
    );
    await handshake(server, { name: "127.0.0.1" });
    expect(names).toEqual([false]);
  });

  it("survives names that attack whoever prints them", async () => {
    const evil = selfSigned(["\u001b[31m<script>", "a, DNS:shop.example.com"], "ec");
    const server = await up(tlsServer(page(200, "x"), { default: evil, names: {} }));
    expect((await handshake(server)).handshake?.certificate?.coversName).toBe(false);
  });
});

describe("the network", () => {
  it("looks up names, and takes addresses as they are", async () => {
    const transport = wire(PATIENT);
    expect(await transport.lookup("::1")).toEqual(["::1"]);
    expect(await transport.lookup("localhost")).toContain("127.0.0.1");
  });
});
