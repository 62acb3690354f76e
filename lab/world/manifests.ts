import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { loadAll } from "js-yaml";
import { fields, isFields, text } from "../../src/model/read.ts";

/** An object as a manifest holds it. */
export interface Manifest {
  readonly [field: string]: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ManifestFile {
  readonly name: string;
  readonly objects: readonly Manifest[];
}

/** The manifests of a folder, file by file in the order of their names. */
export function readManifests(folder: string): ManifestFile[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ name, objects: parse(readFileSync(join(folder, name), "utf8"), name) }));
}

const COMMON = "common.yaml";

/**
 * The objects that all cases beside this one share (`common.yaml`), and those that the cases of its group share
 * (`common.gw.yaml` for all `gw-…`), with what installs the controller where several run one case (`on-traefik.yaml`):
 * each but for what is brought anew by the group or by the case itself.
 */
export function withCommon(folder: string, own: readonly ManifestFile[], controller = ""): ManifestFile[] {
  const group = `common.${basename(folder).split("-")[0]}.yaml`;
  const shared = [COMMON, `on-${controller}.yaml`, group]
    .map((name) => ({ name, file: join(dirname(folder), name) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, objects: parse(readFileSync(file, "utf8"), name) }));
  const key = (object: Manifest): string => `${object.kind} ${namespaceOf(object)}/${nameOf(object)}`;
  const all = [...shared, ...own];
  return all.map(({ name, objects }, place) => {
    if (place >= shared.length) return { name, objects };
    const brought = new Set(all.slice(place + 1).flatMap((item) => item.objects.map(key)));
    return { name, objects: objects.filter((object) => !brought.has(key(object))) };
  });
}

function parse(source: string, name: string): Manifest[] {
  const documents: unknown[] = loadAll(source);
  return documents
    .filter((item) => item !== null && item !== undefined)
    .map((item) => {
      if (!isManifest(item)) throw new Error(`${name} holds something that is no object`);
      return item;
    });
}

export function isManifest(value: unknown): value is Manifest {
  return isFields(value) && typeof value["apiVersion"] === "string" && typeof value["kind"] === "string";
}

/** Writes manifests as files that `lasthop audit` can be given: every document as JSON, which is YAML. */
export function writeManifests(folder: string, files: readonly ManifestFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, objects } of files) {
    const documents = objects.map((object) => `---\n${JSON.stringify(object, null, 2)}\n`);
    writeFileSync(join(folder, name), documents.join(""));
  }
}

export function nameOf(object: Manifest): string {
  return text(object, "metadata", "name") ?? "";
}

export function namespaceOf(object: Manifest): string {
  return text(object, "metadata", "namespace") ?? "default";
}

export function annotationOf(object: Manifest, name: string): string | undefined {
  const value = fields(object, "metadata", "annotations")[name];
  return typeof value === "string" ? value : undefined;
}
