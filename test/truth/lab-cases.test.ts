import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { makeAuthorities } from "../../lab/world/keys.ts";
import { readManifests, withCommon } from "../../lab/world/manifests.ts";
import { fillPlaceholders } from "../../lab/world/placeholders.ts";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Route } from "../../src/model/report.ts";

const CASES = resolve(import.meta.dirname, "../../lab/cases");
const authorities = makeAuthorities();

/** One line per route: what the lab compares with the wire. */
function told({ host, path, client, hops }: Route): string {
  const { certificate } = client;
  const http = client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http;
  const shown = certificate.kind === "secret" ? `${certificate.namespace}/${certificate.name}` : certificate.kind;
  const secured = client.https === "terminates" ? ` with ${shown}, client certificate ${client.clientCertificate}` : "";
  const behind = hops
    .filter((hop) => hop.role !== "client")
    .map((hop) => `${hop.role} ${hop.to.name} ${hop.protection}`);
  return `${host}${path}: http ${http}, https ${client.https}${secured}; ${behind.join(", ") || "nothing behind"}`;
}

function verdictsOf(folder: string, controller?: string): string[] {
  const { files } = fillPlaceholders(withCommon(folder, readManifests(folder), controller), authorities);
  const items = files.flatMap((file) => file.objects);
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return audit(new Inventory(readText(text, "case.json")), { now: Date.now() }).routes.map(told);
}

interface Run {
  readonly title: string;
  readonly folder: string;
  readonly controller?: string;
}

/** The cases of a controller; those that are run on several, once for each. */
function runsOf(name: string): Run[] {
  const folder = join(CASES, name);
  const several = readdirSync(folder).flatMap((file) => /^on-(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (several.length === 0) return [{ title: name, folder }];
  return several.sort().map((controller) => ({ title: `${name} on ${controller}`, folder, controller }));
}

/** What `npm run test:lab` confirmed on the wire stays as it is; a change here wants a run of the lab. */
describe("verdicts that the lab confirmed", () => {
  for (const { title, folder, controller } of readdirSync(CASES).sort().flatMap(runsOf)) {
    it(`of ${title}`, () => {
      const slugs = readdirSync(folder, { withFileTypes: true }).filter((item) => item.isDirectory());
      const verdicts = slugs.map(({ name }) => [name, verdictsOf(join(folder, name), controller)] as const);
      expect(Object.fromEntries(verdicts.toSorted(([a], [b]) => (a < b ? -1 : 1)))).toMatchSnapshot();
    });
  }
});
