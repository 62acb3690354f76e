/**
 * Time to examine 20,000 distinct certificates, each with its intermediate, beside the time to read the input that holds
 * them. Usage: node bench/certificates.ts [COUNT]
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit } from "../src/audit.ts";
import { certificateRecords } from "../src/certificates/records.ts";
import { readInput } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { issue } from "../test/support/certificates.ts";
import { DATA } from "./generate.ts";

const count = Number(process.argv[2] ?? 20_000);
const NOW = Date.parse("2026-06-01");

function dataFile(): string {
  const file = join(DATA, `certificates-${count}.json`);
  if (existsSync(file)) return file;
  const root = issue({ cn: "Bench Root", ca: true });
  const by = issue({ cn: "Bench CA", ca: true, by: root });
  const items = Array.from({ length: count }, (_, index) => {
    const names = [`app-${index}.example.test`, `www.app-${index}.example.test`];
    const { certificate, key } = issue({ names, by, from: "20260501", to: "20260730" });
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: `app-${index}-tls`, namespace: `team-${index % 100}` },
      type: "kubernetes.io/tls",
      data: { "tls.crt": base64(certificate + by.certificate), "tls.key": base64(key) },
    };
  });
  mkdirSync(DATA, { recursive: true });
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return file;
}

const file = dataFile();
const begin = performance.now();
const inventory = new Inventory(await readInput([file]));
const read = performance.now();
const report = audit(inventory, { now: NOW, rules: (rule) => rule.id.startsWith("LH5") });
const records = certificateRecords(inventory, report.routes, NOW);
const done = performance.now();
const sum = createHash("sha256").update(JSON.stringify(records)).digest("hex").slice(0, 8);
process.stdout.write(
  `${records.length} certificates (${sum}): reading ${((read - begin) / 1000).toFixed(2)} s, ` +
    `examining ${((done - read) / 1000).toFixed(2)} s (to reach: 1 s)\n`,
);
