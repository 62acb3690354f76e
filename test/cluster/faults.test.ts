import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { folder, lasthop, type Ended } from "../cli/harness.ts";
import { selfSigned } from "../support/certificates.ts";
import { type Fault, type FakeServer, fakeServer, kubeconfigText } from "../support/api-server.ts";
import { WORLD } from "./world.ts";

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function audit(fault: Fault, ...args: string[]): Promise<Ended> {
  server = await fakeServer(WORLD, { fault });
  return await lasthop(["audit", "--kubeconfig", server.kubeconfig(folder()), "--fail-on", "never", ...args]);
}

async function auditWith(text: string, ...args: string[]): Promise<Ended> {
  return await lasthop(["audit", "--kubeconfig", join(folder({ config: text }), "config"), ...args]);
}

const count = (resource: string): number => (server?.asked ?? []).filter((asked) => asked.resource === resource).length;

describe("a cluster that recovers is read to the end", () => {
  it.each<[string, Fault]>([
    ["429", ({ before }) => (before === 0 ? { status: 429, headers: { "retry-after": "0" } } : null)],
    ["503", ({ before }) => (before === 0 ? { status: 503 } : null)],
    ["500 twice", ({ before, resource }) => (resource === "services" && before < 2 ? { status: 500 } : null)],
    [
      "a connection that breaks",
      ({ before, resource }, response) => {
        if (resource !== "ingresses" || before > 0) return null;
        response.destroy();
        return "taken";
      },
    ],
    [
      "a page that breaks off",
      ({ before, resource }, response) => {
        if (resource !== "services" || before > 0) return null;
        response.writeHead(200, { "content-length": "100000" }).write('{"items":[');
        setTimeout(() => response.destroy(), 20);
        return "taken";
      },
    ],
  ])("after %s", async (_, fault) => {
    const { code, out, err } = await audit(fault);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^2 routes/);
  });
});

describe("what the server cannot give is named, and the rest is reported", () => {
  it.each<[string, Fault, RegExp]>([
    [
      "a conversion webhook that fails",
      ({ resource }) =>
        resource === "httproutes"
          ? { status: 500, body: '{"kind":"Status","message":"conversion webhook failed"}' }
          : null,
      /list httproutes\.gateway\.networking\.k8s\.io the server answers 500:\s+conversion webhook failed/,
    ],
    ["no JSON", ({ resource }) => (resource === "services" ? { status: 200, body: "<html>" } : null), /no valid JSON/],
    ["no list", ({ resource }) => (resource === "services" ? { status: 200, body: "{}" } : null), /no list of objects/],
    [
      "no objects",
      ({ resource }) => (resource === "services" ? { status: 200, body: '{"items":[1]}' } : null),
      /no object with a name/,
    ],
    [
      "nesting without end",
      ({ resource }) =>
        resource === "services"
          ? {
              status: 200,
              body: `{"items":[{"metadata":{"name":"a"},"spec":${"[".repeat(50_000)}${"]".repeat(50_000)}}]}`,
            }
          : null,
      /nested deeper than 256 levels/,
    ],
    [
      "the same page for ever",
      ({ resource }) =>
        resource === "services" ? { status: 200, body: '{"items":[],"metadata":{"continue":"x"}}' } : null,
      /same page comes again/,
    ],
    ["pages that always expire", ({ resource }) => (resource === "services" ? { status: 410 } : null), /answers 410/],
  ])("%s", async (_, fault, message) => {
    const { code, out } = await audit(fault);
    expect(out).toMatch(message);
    expect(out).toMatch(/^INCOMPLETE: 1 part/);
    expect(out).toContain("2 routes");
    expect(code).toBe(3);
  });
});

describe("a cluster that cannot be read ends with 3, one line and no report", () => {
  const nobody = { token: "made-up-token-of-the-test" };

  function refused({ code, out, err }: Ended, message: RegExp): void {
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasthop: [^\n]+\n$/);
    expect(err).not.toContain(nobody.token);
    expect(out).toBe("");
    expect(code).toBe(3);
  }

  it("when its token has expired", async () => {
    server = await fakeServer(WORLD, { fault: () => ({ status: 401 }) });
    const kubeconfig = server.kubeconfig(folder(), { user: nobody });
    refused(await lasthop(["audit", "--kubeconfig", kubeconfig]), /does not accept the credentials \(401\)/);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${nobody.token}`);
  });

  it("when a token ends in the middle and its file holds no other", async () => {
    const file = join(folder({ token: nobody.token }), "token");
    server = await fakeServer(WORLD, { fault: ({ resource }) => (resource === "ingresses" ? { status: 401 } : null) });
    const kubeconfig = server.kubeconfig(folder(), { user: { tokenFile: file } });
    refused(await lasthop(["audit", "--kubeconfig", kubeconfig]), /\(401\)/);
  });

  it("when another CA signed its certificate", async () => {
    const other = selfSigned(["localhost"]);
    server = await fakeServer(WORLD, { tls: selfSigned(["localhost"]) });
    const data = Buffer.from(other.certificate).toString("base64");
    const kubeconfig = server.kubeconfig(folder(), { cluster: { "certificate-authority-data": data } });
    refused(
      await lasthop(["audit", "--kubeconfig", kubeconfig]),
      /a certificate that the CA of the kubeconfig did not/,
    );
  });

  it("when its certificate is for another name", async () => {
    const pair = selfSigned(["example.com"]);
    server = await fakeServer(WORLD, { tls: pair });
    const data = Buffer.from(pair.certificate).toString("base64");
    const kubeconfig = server.kubeconfig(folder(), { cluster: { "certificate-authority-data": data } });
    refused(await lasthop(["audit", "--kubeconfig", kubeconfig]), /certificate for other names/);
  });

  it("when it refuses the connection", async () => {
    server = await fakeServer(WORLD);
    const kubeconfig = server.kubeconfig(folder());
    await server.stop();
    refused(await lasthop(["audit", "--kubeconfig", kubeconfig]), /refuses the connection/);
    server = undefined;
  });

  it("when nobody knows its host", async () => {
    const text = kubeconfigText("far", { server: "https://api.cluster.invalid:6443" }, nobody);
    refused(await auditWith(text), /context "far": https:\/\/api\.cluster\.invalid:6443 .*\(DNS\)/);
  });

  it("when it does not answer in time", async () => {
    const late = await audit(
      ({ resource }) => (resource === "services" ? "taken" : null),
      "--request-timeout",
      "300ms",
    );
    refused(late, /did not answer within 0\.3 s \(--request-timeout\); the cluster went away in the middle/);
  });

  it("when it goes away in the middle", async () => {
    const gone = await audit(({ resource }) => {
      if (resource === "ingresses") void server?.stop();
      return resource === "ingresses" ? "taken" : null;
    });
    refused(gone, /the cluster went away in the middle of reading, so nothing is reported/);
  });

  it("when it is no cluster", async () => {
    refused(await audit(() => ({ status: 200, body: "<html>hello</html>" })), /is no Kubernetes API/);
  });

  it("when a credential plugin fails", async () => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: process.execPath,
      args: ["-e", `console.error("session over\\nlog in again"); process.exit(1)`],
      interactiveMode: "Never",
    };
    const text = kubeconfigText("plugin", { server: "https://127.0.0.1:1" }, { exec });
    refused(await auditWith(text), /context "plugin": no credentials: session over/);
  });

  it("when it is busy for ever, after a bounded number of tries", async () => {
    const busy = await audit(({ path }) => (path === "/apis" ? { status: 429 } : null));
    refused(busy, /ended with 429/);
    expect(server?.asked).toHaveLength(6);
  });
});

describe("credentials", () => {
  it("come from a plugin, and again when they have ended", async () => {
    const made = join(mkdtempSync(join(tmpdir(), "lasthop-plugin-")), "count");
    writeFileSync(made, "");
    const script = `
      const fs = require("node:fs");
      fs.appendFileSync(${JSON.stringify(made)}, "x");
      const token = "token-" + fs.readFileSync(${JSON.stringify(made)}, "utf8").length;
      console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token } }));`;
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath, args: ["-e", script] };
    server = await fakeServer(WORLD, {
      fault: ({ headers }) => (headers.authorization === "Bearer token-2" ? null : { status: 401 }),
    });
    const kubeconfig = server.kubeconfig(folder(), { user: { exec } });
    const { code } = await lasthop(["audit", "--kubeconfig", kubeconfig, "--fail-on", "never"]);
    expect(code).toBe(0);
  });
});

describe("a kubeconfig", () => {
  const env = (...files: string[]) => ({ env: { KUBECONFIG: files.join(":") } });

  it("is put together of several files, of which the first that names something wins", async () => {
    server = await fakeServer(WORLD);
    const other = kubeconfigText("other", { server: "https://127.0.0.1:1" }, {});
    const files = env(join(folder(), "absent"), server.kubeconfig(folder()), join(folder({ other }), "other"));
    expect((await lasthop(["audit", "--fail-on", "never"], files)).code).toBe(0);
    // Both files have a cluster of this name.
    expect((await lasthop(["audit", "--context", "other", "--fail-on", "never"], files)).code).toBe(0);
  });

  it("is looked for at home", async () => {
    const { err, code } = await lasthop(["audit", "--cluster"], { env: { HOME: "/nowhere" } });
    expect(err).toBe("lasthop: no cluster: there is no kubeconfig in /nowhere/.kube/config, and this is no pod\n");
    expect(code).toBe(2);
  });

  it.each<[string, string, string[], RegExp]>([
    [
      "a context that is not there",
      kubeconfigText("prod", {}, {}),
      ["--context", "prdo"],
      /no context "prdo" \(did you/,
    ],
    ["a cluster without a server", kubeconfigText("prod", {}, {}), [], /no cluster "one" with a server/],
    ["no YAML", "a: [", [], /is no kubeconfig/],
    ["no current context", "contexts: [{name: a, context: {}}]", [], /has no current context/],
  ])("with %s is wrong configuration", async (_, text, args, message) => {
    const { code, err, out } = await auditWith(text, ...args);
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasthop: [^\n]+\n$/);
    expect([code, out]).toEqual([2, ""]);
  });

  it("that is not there is told of by its name", async () => {
    const { code, err } = await lasthop(["audit", "--kubeconfig", "/nowhere/config"]);
    expect([code, err]).toEqual([2, "lasthop: /nowhere/config: no such file or directory\n"]);
  });

  it.each(["1 minute", "-5s", "s"])("takes no %s for a time", async (value) => {
    expect((await auditWith("a: b", "--request-timeout", value)).err).toMatch(/is no duration; write it as 30s/);
  });
});

describe("tries", () => {
  it("are bounded for one request", async () => {
    const { code } = await audit(({ resource }) => (resource === "services" ? { status: 503 } : null));
    expect(count("services")).toBe(6);
    expect(code).toBe(3);
  });
});
