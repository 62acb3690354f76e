import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { audit } from "../src/audit.ts";
import { readText } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { writeConfiguration } from "./controllers/ingress-nginx.ts";
import { nginxCommand } from "./parts/nginx/command.ts";
import { part as nginx } from "./parts/nginx/part.ts";
import { folderOf, isPresent } from "./parts/part.ts";
import { run } from "./parts/tools.ts";
import { leaveResults } from "./results.ts";
import { makeAuthorities } from "./world/keys.ts";
import { type Manifest, readManifests } from "./world/manifests.ts";
import { fillPlaceholders } from "./world/placeholders.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/run-${process.pid}-refuses`);
const CASES = resolve(import.meta.dirname, "cases/ingress-nginx");
const authorities = makeAuthorities();
const PREFIX = "nginx.ingress.kubernetes.io/";

let refusals = 0;

afterAll(() => {
  rmSync(RUN, { recursive: true, force: true });
  const told = `${refusals} of those that lasthop says freeze ingress-nginx, by \`nginx -t\` on the rendered configuration`;
  leaveResults("nginx-refuses", { figures: { "values that nginx refuses": told } });
});

const VERIFIED = {
  "backend-protocol": "HTTPS",
  "proxy-ssl-secret": "shop/backend-ca",
  "proxy-ssl-verify": "on",
  "proxy-ssl-name": "app.shop.svc",
};

function ingress(
  annotations: Readonly<Record<string, string>>,
  paths: readonly (readonly [string, string])[],
): Manifest {
  const backend = { service: { name: "app", port: { number: 80 } } };
  const keyed = Object.entries(annotations).map(([name, value]) => [PREFIX + name, value]);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "shop", namespace: "shop", annotations: Object.fromEntries(keyed) },
    spec: {
      ingressClassName: "nginx",
      rules: [
        { host: "shop.lab.test", http: { paths: paths.map(([path, pathType]) => ({ path, pathType, backend })) } },
      ],
    },
  };
}

/** The shared objects with snippets allowed, and one Ingress. */
function caseOf(annotations: Readonly<Record<string, string>>, paths: Parameters<typeof ingress>[1]): Manifest[] {
  const common = readManifests(CASES).map(({ name, objects }) => ({
    name,
    objects: objects.map((object) =>
      object.kind === "ConfigMap"
        ? { ...object, data: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" } }
        : object,
    ),
  }));
  const { files } = fillPlaceholders(common, authorities);
  return [...files.flatMap((file) => file.objects), ingress(annotations, paths)];
}

/** What nginx says to the configuration; null where it takes it. */
async function refusalOf(objects: readonly Manifest[], name: string): Promise<string | null> {
  const folder = join(RUN, name);
  mkdirSync(folder, { recursive: true });
  const context = { objects, stored: objects, folder, kubeconfig: "", systemRoots: "/dev/null" };
  await writeConfiguration(context, folder);
  const { command, env } = nginxCommand(folderOf(nginx));
  const check = ["-t", "-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
  return run(command, check, { env }).then(
    () => null,
    (error: unknown) => String(error),
  );
}

/** Whether lasthop says that the controller takes no more changes. */
function freezes(objects: readonly Manifest[]): boolean {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  const { findings } = audit(new Inventory(readText(list, "case.json"), { whole: true }));
  return findings.some(({ slug }) => slug === "freezes-controller");
}

const ROOT = [["/", "Prefix"]] as const;

describe.skipIf(!isPresent(nginx))(
  "nginx refuses the configuration, and lasthop says that the controller is frozen",
  () => {
    it.each<[string, Readonly<Record<string, string>>, readonly (readonly [string, string])[], boolean]>([
      ["settings that are right", VERIFIED, ROOT, false],
      ["a negative depth", { ...VERIFIED, "proxy-ssl-verify-depth": "-1" }, ROOT, true],
      ["protocols without a space", { ...VERIFIED, "proxy-ssl-protocols": "TLSv1.2TLSv1.3" }, ROOT, true],
      ["a space inside ciphers", { ...VERIFIED, "proxy-ssl-ciphers": "HIGH MEDIUM" }, ROOT, true],
      [
        "a negative depth for clients",
        { "auth-tls-secret": "shop/backend-ca", "auth-tls-verify-depth": "-1" },
        ROOT,
        true,
      ],
      ["proxy_ssl_verify twice", { ...VERIFIED, "configuration-snippet": "proxy_ssl_verify off;" }, ROOT, true],
      [
        "verification without a CA",
        { "backend-protocol": "HTTPS", "configuration-snippet": "proxy_ssl_verify on;" },
        ROOT,
        true,
      ],
      [
        "a path of both types",
        {},
        [
          ["/a", "Exact"],
          ["/a", "Prefix"],
        ],
        false,
      ],
    ])("for %s", async (name, annotations, paths, refused) => {
      const objects = caseOf(annotations, paths);
      const said = await refusalOf(objects, name.replaceAll(" ", "-"));
      expect(said?.includes("[emerg]") ?? false).toBe(refused);
      expect(freezes(objects)).toBe(refused);
      if (refused) refusals++;
    });
  },
);
