import type { ServerResponse } from "node:http";
import { createReadStream, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flag } from "../src/model/read.ts";
import { type Ended, lasthop } from "../test/cli/harness.ts";
import { WORLD } from "../test/cluster/world.ts";
import { endingAt, kubeconfigOf, serviceAccount } from "./cluster/access.ts";
import { disturbing, type Disturbance } from "./cluster/proxy.ts";
import { run } from "./parts/tools.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";
import { Applier } from "./world/apply.ts";
import { makeAuthorities } from "./world/keys.ts";
import { isManifest, type Manifest } from "./world/manifests.ts";
import { pause, until } from "./world/process.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/cluster-${process.pid}`);

/** Put together at run time, so that it stands in no source text that is in memory. */
const MARK = ["Planted", "Key", "Of", "The", "Lab"].map((word) => word.toUpperCase()).join("-");
const FORMS = [MARK, Buffer.from(MARK).toString("base64").slice(0, 24)];

let server: ApiServer;
const figures: Record<string, string> = {};

beforeAll(async () => {
  server = await ApiServer.start(RUN);
  await apply(WORLD.filter(isManifest).toSorted((a) => (a.kind === "Namespace" ? -1 : 0)));
  await apply([planted(), ...["shop", "other"].map((namespace) => slice(namespace))]);
});

afterAll(async () => {
  await server.stop();
  leaveResults("cluster", { figures });
  if (process.env["LASTHOP_LAB_KEEP"] === undefined) rmSync(RUN, { recursive: true, force: true });
});

async function apply(objects: readonly Manifest[]): Promise<void> {
  const namespaces = ["shop", "other", "edge"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  for (const { object, refusal } of await new Applier(server).apply([...namespaces, ...objects])) {
    if (refusal !== null) throw new Error(`${object.kind} was refused: ${refusal}`);
  }
}

/** A key in every place where one can stand. */
function planted(): Manifest {
  const { certificate } = makeAuthorities().own.issue({ dns: ["planted.lab.test"] });
  const entry = (value: string): string => Buffer.from(value).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${MARK}\n-----END PRIVATE KEY-----\n`;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "planted",
      namespace: "shop",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ key }), note: key },
    },
    type: "kubernetes.io/tls",
    data: { "tls.key": entry(MARK), "tls.crt": entry(certificate), token: entry(MARK) },
  };
}

/** Somebody who answers for the Service that is called like its namespace. */
function slice(namespace: string): Manifest {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${namespace}-pods`, namespace, labels: { "kubernetes.io/service-name": namespace } },
    addressType: "IPv4",
    ports: [{ name: "", port: 8443, protocol: "TCP" }],
    endpoints: [{ addresses: ["10.97.0.9"], conditions: { ready: true } }],
  };
}

function audit(kubeconfig: string, ...args: string[]): Promise<Ended> {
  return lasthop(["audit", "--kubeconfig", kubeconfig, "--fail-on", "never", ...args]);
}

interface Told {
  readonly routes: unknown;
  readonly findings: unknown;
  readonly assumptions: readonly { readonly fact: string }[];
  readonly inputs: readonly { readonly skipped: readonly { readonly where: string; readonly reason: string }[] }[];
}

function report({ out }: Ended): Told {
  const told: Told = JSON.parse(out);
  return told;
}

const bound = new Map<string, Promise<string>>();

/** The kubeconfig of a ServiceAccount that has nothing but a role that `doctor` prints. */
function boundTo(role: string, namespace: string | null): Promise<string> {
  const account = accountOf(role, namespace);
  const made = bound.get(account) ?? bind(role, namespace, account);
  bound.set(account, made);
  return made;
}

function accountOf(role: string, namespace: string | null): string {
  return `reader-${role}${namespace === null ? "" : `-${namespace}`}`;
}

async function bind(role: string, namespace: string | null, account: string): Promise<string> {
  const scope = namespace === null ? [] : ["-n", namespace];
  const { out } = await lasthop(["doctor", "--kubeconfig", server.kubeconfig, "-o", "yaml", ...scope]);
  const printed = (loadAll(out) as unknown[]).filter(isManifest).find(({ metadata }) => metadata["name"] === role);
  if (printed === undefined) throw new Error(`doctor prints no ${role}`);
  const token = await serviceAccount(server, "audit", account);
  const kind = `${printed.kind}Binding`;
  await apply([
    printed,
    {
      apiVersion: printed.apiVersion,
      kind,
      metadata: { name: account, ...(namespace === null ? {} : { namespace }) },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: printed.kind, name: role },
      subjects: [{ kind: "ServiceAccount", namespace: "audit", name: account }],
    },
  ]);
  const kubeconfig = kubeconfigOf(server, account, { user: { token } });
  // The authorizer hears of a binding a moment after it is written.
  const user = `system:serviceaccount:audit:${account}`;
  await until("the binding", 10_000, async () => {
    const resourceAttributes = {
      verb: "list",
      group: "networking.k8s.io",
      resource: "ingresses",
      namespace: namespace ?? "",
    };
    const review = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user, groups: ["system:serviceaccounts", "system:authenticated"], resourceAttributes },
    };
    const { body } = await server.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review);
    return flag(body, "status", "allowed") === true;
  });
  return kubeconfig;
}

/** Routes and findings, which are all that must not depend on who reads. */
function verdicts(ended: Ended): unknown {
  const { routes, findings } = report(ended);
  return { routes, findings };
}

describe("a ServiceAccount with nothing but the role that doctor prints", () => {
  it("audits the cluster as its administrator does", async () => {
    const kubeconfig = await boundTo("lasthop", null);
    const own = await audit(kubeconfig, "-o", "json");
    const all = await audit(server.kubeconfig, "-o", "json");
    expect([own.code, own.err]).toEqual([0, ""]);
    expect(verdicts(own)).toEqual(verdicts(all));
    expect(report(own).inputs[0]?.skipped).toEqual([]);
    const doctor = await lasthop(["doctor", "--kubeconfig", kubeconfig]);
    expect([doctor.code, doctor.out]).toEqual([
      0,
      expect.stringContaining("Everything that an audit needs is allowed"),
    ]);
    figures["the smallest role that `doctor` prints"] =
      "a ServiceAccount with nothing else gets the administrator's report";
  });

  it("audits it without Secrets, and says what it did not see", async () => {
    const kubeconfig = await boundTo("lasthop-without-secrets", null);
    const told = await audit(kubeconfig, "--no-secrets", "-o", "json");
    expect([told.code, told.err]).toEqual([0, ""]);
    expect(report(told).inputs[0]?.skipped).toEqual([
      { where: "secrets", reason: "not read (--no-secrets): what they hold is assumed" },
    ]);
    expect(report(told).assumptions.map(({ fact }) => fact)).toContain("the content of Secret shop/backend-ca");
    const refused = await audit(kubeconfig, "-o", "json");
    expect(refused.code).toBe(3);
    const where = report(refused).inputs[0]?.skipped.map((item) => item.where) ?? [];
    expect(where).toEqual(expect.arrayContaining(["get secrets", "list secrets"]));
    figures["the role without Secrets"] = "the same routes, with each Secret that a verdict rests on named as assumed";
  });

  it("audits one namespace with a Role of it", async () => {
    const kubeconfig = await boundTo("lasthop", "shop");
    const told = await audit(kubeconfig, "-n", "shop", "-o", "json");
    expect([told.code, told.err]).toEqual([0, ""]);
    expect(JSON.stringify(report(told).routes)).toContain("shop.example.com");
    expect(JSON.stringify(report(told).inputs)).toContain("list ingressclasses.networking.k8s.io");
  });
});

describe("what goes wrong ends with 3 and one line within the request timeout, and nothing is reported", () => {
  function refused({ code, out, err }: Ended, message: RegExp): void {
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasthop: [^\n]+\n$/);
    expect([code, out]).toEqual([3, ""]);
  }

  async function disturbed(disturb: Disturbance, timeout: string): Promise<{ ended: Ended; seconds: number }> {
    const proxy = await disturbing(server, disturb);
    const kubeconfig = kubeconfigOf(server, "disturbed", { address: proxy.address });
    const start = performance.now();
    const ended = await audit(kubeconfig, "--request-timeout", timeout);
    const seconds = (performance.now() - start) / 1000;
    await proxy.stop();
    return { ended, seconds };
  }

  it("when a token has ended", async () => {
    const token = endingAt(server, await serviceAccount(server, "audit", "ended"), -120);
    const ended = await audit(kubeconfigOf(server, "ended", { user: { token } }));
    refused(ended, /does not accept the credentials \(401\): log in again/);
    expect(ended.err).not.toContain(token);
    figures["a token that has ended"] = "one line, exit 3";
  });

  it("when a token ends in the middle", { timeout: 60_000 }, async () => {
    await boundTo("lasthop", null);
    const whole = await serviceAccount(server, "audit", accountOf("lasthop", null));
    // The server allows a minute more, and remembers for ten seconds whom it knew.
    const token = endingAt(server, whole, -56);
    let slow = true;
    const proxy = await disturbing(server, async ({ url }) => {
      if (url?.includes("/ingresses?") !== true || !slow) return null;
      slow = false;
      await pause(16_000);
      return null;
    });
    const kubeconfig = kubeconfigOf(server, "ending", { user: { token }, address: proxy.address });
    const ended = await audit(kubeconfig);
    await proxy.stop();
    refused(ended, /does not accept the credentials \(401\)/);
    figures["a token that ends in the middle"] = "one line, exit 3, no report";
  });

  it("when a page never comes", async () => {
    const { ended, seconds } = await disturbed(
      ({ url }) => (url?.includes("/services?") === true ? "taken" : null),
      "2s",
    );
    refused(ended, /did not answer within 2 s \(--request-timeout\); the cluster went away in the middle of reading/);
    expect(seconds).toBeLessThan(10);
    figures["a page that never comes"] = `one line, exit 3 after ${seconds.toFixed(1)} s with --request-timeout 2s`;
  });

  it("when every answer is 429", async () => {
    const { ended, seconds } = await disturbed((_, response) => storm(response), "20s");
    refused(ended, /429/);
    expect(seconds).toBeLessThan(20);
    figures["a storm of 429 that does not end"] = `one line, exit 3 after ${seconds.toFixed(1)} s`;
  });

  it("but for a storm that passes, after which all of it is read", async () => {
    const seen = new Map<string, number>();
    const { ended } = await disturbed(({ url = "" }, response) => {
      const before = seen.get(url) ?? 0;
      seen.set(url, before + 1);
      return before < 2 ? storm(response) : null;
    }, "20s");
    const calm = await audit(server.kubeconfig);
    expect([ended.code, ended.err, ended.out]).toEqual([0, "", calm.out]);
    figures["a storm of 429 that passes"] = "the whole report";
  });
});

function storm(response: ServerResponse): "taken" {
  response.writeHead(429, { "retry-after": "1" }).end();
  return "taken";
}

describe("a private key that the API server keeps", () => {
  it("is in no report, no snapshot, no error and no log", async () => {
    const snapshot = join(RUN, "planted.lasthop.gz");
    const texts: string[] = [];
    const kubeconfig = ["--kubeconfig", server.kubeconfig];
    for (const format of ["table", "json", "sarif", "junit", "markdown", "csv", "html"]) {
      const { out, err } = await lasthop(["audit", ...kubeconfig, "-o", format]);
      texts.push(out, err);
    }
    for (const args of [["snapshot", "-o", snapshot], ["lint"], ["path", "shop.example.com"], ["doctor"], ["certs"]]) {
      const { out, err } = await lasthop([...args, ...kubeconfig]);
      texts.push(out, err);
    }
    texts.push(gunzipSync(readFileSync(snapshot)).toString());
    expect(texts.join("\n")).toContain("planted");
    for (const form of FORMS) expect(texts.filter((item) => item.includes(form))).toEqual([]);
  });

  it("is not in memory once the cluster is read and audited", async () => {
    const file = join(RUN, "memory.heapsnapshot");
    const program = resolve(import.meta.dirname, "cluster/hold-in-memory.ts");
    await run(process.execPath, [program, server.kubeconfig, file]);
    const found = await searched(file, [...FORMS, "planted"]);
    rmSync(file);
    // The search itself works: the Secret's name is kept.
    expect(found).toEqual(["planted"]);
    figures["a marked private key in the real API server"] =
      "in no report, no snapshot, no message, and not in the process's memory";
  });
});

/** Which of some words stand in a file. */
async function searched(file: string, words: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  let tail = "";
  for await (const chunk of createReadStream(file, { encoding: "latin1", highWaterMark: 1 << 20 })) {
    const content = tail + String(chunk);
    for (const word of words) if (content.includes(word)) found.add(word);
    tail = content.slice(-100);
  }
  return [...found];
}
