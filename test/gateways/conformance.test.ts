import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import type { ReadInput } from "../../src/input/contract.ts";
import { readInput, readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report, Route } from "../../src/model/report.ts";
import { CORPUS } from "../support/corpus.ts";
import { configMap, KEYS, type Manifest, PEM, secret, told } from "./world.ts";

const CONFORMANCE = join(CORPUS, "kubernetes-sigs__gateway-api/conformance");
const present = existsSync(CONFORMANCE);
const ABOUT_TLS = /tls|certificate|listenerset|redirect|https|grant|cross-namespace/;
const FILES = present
  ? readdirSync(join(CONFORMANCE, "tests")).filter((name) => name.endsWith(".yaml") && ABOUT_TLS.test(name))
  : [];

const INFRA = "gateway-conformance-infra";

/** Certificates and CAs that the suite makes as it runs. Source: conformance/utils/suite/suite.go. */
const MADE: readonly Manifest[] = [
  ...[
    "tls-validity-checks-certificate",
    "tls-validity-checks-client-certificate",
    "tls-validity-checks-per-port-client-certificate",
    "tls-checks-certificate",
    "tls-checks-client-certificate",
    "tls-passthrough-checks-certificate",
    "tls-terminate-checks-certificate",
  ].map((name) => secret(name, KEYS, INFRA)),
  secret("certificate", KEYS, "gateway-conformance-web-backend"),
  secret("tls-passthrough-checks-certificate", KEYS, "gateway-conformance-app-backend"),
  configMap("web-backend-cm", { "ca.crt": PEM }, "gateway-conformance-web-backend"),
  ...[
    "tls-validity-checks-ca-certificate",
    "tls-validity-checks-per-port-ca-certificate",
    "tls-checks-ca-certificate",
    "mismatch-ca-certificate",
  ].map((name) => configMap(name, { "ca.crt": PEM }, INFRA)),
];

/** A test's manifests over the suite's own, as the specification has them. */
async function reportOf(file: string): Promise<Report> {
  const read = await readInput([join(CONFORMANCE, "base/manifests.yaml"), join(CONFORMANCE, "tests", file)]);
  const made = readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: MADE }), "made.json");
  const input: ReadInput = { ...read, objects: [...read.objects, ...made.objects] };
  return audit(new Inventory(input, { whole: true }));
}

/** What is found about the test's own Gateways, routes and policies. */
function findings(report: Report): string[] {
  return report.findings
    .filter(({ rule, source }) => rule.startsWith("LH7") && source?.file.includes("/tests/") === true)
    .map(({ rule, object, message }) => `${rule} ${object.kind} ${object.name}: ${message}`)
    .sort();
}

function row(route: Route): string {
  const { certificate } = route.client;
  const port = route.port === null ? "" : `:${route.port}`;
  const shown = certificate.kind === "secret" ? `, ${certificate.namespace}/${certificate.name}` : "";
  return `${route.object.kind} ${route.object.name} ${route.host}${port}${route.path}: ${told(route)}${shown}`;
}

describe.runIf(!present)("the conformance manifests", () => {
  it("are absent: ../shared/corpus is not here, so nothing was checked against them", () => {
    expect(present).toBe(false);
  });
});

describe.runIf(present)("the conformance manifests about TLS", () => {
  it("are there", () => {
    expect(FILES.length).toBeGreaterThan(50);
  });

  it.each(FILES)("%s", async (file) => {
    const report = await reportOf(file);
    expect({ routes: report.routes.map(row), findings: findings(report) }).toMatchSnapshot();
  });
});
