import { type Fields, fields, isFields, list, text } from "../../src/model/read.ts";
import type { Answer, ApiServer } from "./api-server.ts";
import { type Manifest, nameOf } from "./manifests.ts";
import { pause } from "./process.ts";

/** What the API server said to a manifest. */
export interface Applied {
  readonly object: Manifest;
  /** As stored: defaults filled in, unknown fields gone. null where it was refused. */
  readonly stored: Manifest | null;
  /** What a strict server would have refused: fields that it does not know or that are there twice. */
  readonly unknownFields: string | null;
  readonly refusal: string | null;
}

/** Kinds that stand for how a controller is installed; the API server need not know them. */
const ON_PAPER = /\.(?:fluxcd\.io|cattle\.io|argoproj\.io)$/;

export function isOnPaper({ apiVersion }: Manifest): boolean {
  return ON_PAPER.test(`.${apiVersion.split("/")[0]}`);
}

/** How long a controller has to see that its object goes, in milliseconds. */
const FINALIZERS = 5000;

/** Puts a case's objects into the API server, and takes them out again. */
export class Applier {
  readonly #server: ApiServer;
  readonly #resources = new Map<string, { readonly path: string; readonly namespaced: boolean }>();
  readonly #created: string[] = [];

  constructor(server: ApiServer) {
    this.#server = server;
  }

  async apply(objects: readonly Manifest[]): Promise<Applied[]> {
    const order = [...objects].sort((a, b) => rank(a) - rank(b));
    const applied: Applied[] = [];
    for (const object of order) {
      if (isOnPaper(object)) continue;
      applied.push(await this.#create(object));
    }
    return applied;
  }

  /** Deletes what was created, last first. Namespaces stay: nobody would ever finish their deletion. */
  async remove(): Promise<void> {
    const lingering: string[] = [];
    for (const path of this.#created.splice(0).reverse()) {
      const { status, body } = await this.#server.call("DELETE", path);
      // A finalizer answers with the object itself.
      if (status === 200 && list(body, "metadata", "finalizers").length > 0) lingering.push(path);
    }
    for (const path of lingering) await this.#outlast(path);
  }

  /** Waits for who has put finalizers on an object, and takes them off where nobody does. */
  async #outlast(path: string): Promise<void> {
    const end = performance.now() + FINALIZERS;
    while ((await this.#server.call("GET", path)).status !== 404) {
      if (performance.now() > end) {
        const none = { metadata: { finalizers: null } };
        await this.#server.call("PATCH", path, none, "application/merge-patch+json");
      }
      await pause(50);
    }
  }

  async #create(object: Manifest): Promise<Applied> {
    const collection = await this.#collection(object);
    const post = (validation: string): Promise<Answer> =>
      this.#server.call("POST", `${collection}?fieldValidation=${validation}`, object);
    let answer = await post("Strict");
    let unknownFields: string | null = null;
    if (answer.status === 400 || answer.status === 422) {
      const said = messageOf(answer);
      if (/strict decoding error|unknown field|duplicate field/.test(said)) {
        unknownFields = said;
        answer = await post("Ignore");
      }
    }
    if (answer.status === 409 && object.kind === "Namespace")
      answer = await this.#relabel(`${collection}/${nameOf(object)}`, object);
    if (answer.status !== 201 && answer.status !== 200)
      return { object, stored: null, unknownFields, refusal: messageOf(answer) };
    if (object.kind !== "Namespace") this.#created.push(`${collection}/${nameOf(object)}`);
    const stored = isFields(answer.body) ? { ...object, ...answer.body } : object;
    return { object, stored: stored as Manifest, unknownFields, refusal: null };
  }

  /** A namespace of an earlier case gets the labels and annotations of this one, and no others. */
  async #relabel(path: string, { metadata }: Manifest): Promise<Answer> {
    const { body } = await this.#server.call("GET", path);
    const changed = (map: "labels" | "annotations"): Fields => {
      const old = Object.keys(fields(body, "metadata", map)).filter((key) => key !== "kubernetes.io/metadata.name");
      return { ...Object.fromEntries(old.map((key) => [key, null])), ...fields(metadata, map) };
    };
    const patch = { metadata: { labels: changed("labels"), annotations: changed("annotations") } };
    return this.#server.call("PATCH", path, patch, "application/merge-patch+json");
  }

  async #collection(object: Manifest): Promise<string> {
    const key = `${object.apiVersion}/${object.kind}`;
    for (let attempt = 0; !this.#resources.has(key); attempt++) {
      const base = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
      const { body } = await this.#server.call("GET", base);
      for (const resource of list(body, "resources")) {
        const name = text(resource, "name") ?? "";
        if (name.includes("/") || !isFields(resource)) continue;
        const path = `${base}/%s${name}`;
        this.#resources.set(`${object.apiVersion}/${text(resource, "kind")}`, {
          path,
          namespaced: resource["namespaced"] === true,
        });
      }
      if (this.#resources.has(key)) break;
      // A CRD needs a moment until it is served.
      if (attempt === 20) throw new Error(`the API server has no ${key}`);
      await pause(250);
    }
    const { path, namespaced } = this.#resources.get(key) ?? { path: "", namespaced: false };
    const namespace = text(object, "metadata", "namespace") ?? "default";
    return path.replace("%s", namespaced ? `namespaces/${namespace}/` : "");
  }
}

function rank({ kind }: Manifest): number {
  const place = ["CustomResourceDefinition", "Namespace", "IngressClass", "Secret", "ConfigMap", "Service"].indexOf(
    kind,
  );
  return place < 0 ? 100 : place;
}

function messageOf({ status, body }: Answer): string {
  return text(body, "message") ?? `status ${status}`;
}
