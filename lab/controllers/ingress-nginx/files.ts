import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NamespacedName } from "../../../src/controllers/ingress-nginx/settings.ts";
import { text } from "../../../src/model/read.ts";
import { Authority } from "../../world/keys.ts";
import { type Manifest, namespaceOf, nameOf } from "../../world/manifests.ts";

/** The files that the controller makes of Secrets. */
export class SecretFiles {
  readonly #folder: string;
  readonly #secrets: readonly Manifest[];

  constructor(folder: string, objects: readonly Manifest[]) {
    this.#folder = folder;
    this.#secrets = objects.filter((object) => object.kind === "Secret");
    mkdirSync(folder, { recursive: true });
  }

  /** Certificate and key in one file. */
  pair(secret: NamespacedName): string {
    return this.#write(secret, "pair", ["tls.crt", "tls.key"]);
  }

  authorities(secret: NamespacedName): string {
    return this.#write(secret, "ca", ["ca.crt"]);
  }

  /** The certificate that the controller makes for itself. */
  own(): string {
    const own = new Authority("Kubernetes Ingress Controller Fake Certificate").issue({ dns: ["ingress.local"] });
    return this.#keep("own.pem", `${own.certificate}${own.key}`);
  }

  #write({ namespace, name }: NamespacedName, what: string, keys: readonly string[]): string {
    const secret = this.#secrets.find((item) => nameOf(item) === name && namespaceOf(item) === namespace);
    const parts = keys.map((key) => Buffer.from(text(secret, "data", key) ?? "", "base64").toString());
    return this.#keep(`${namespace}-${name}-${what}.pem`, parts.join("\n"));
  }

  #keep(name: string, content: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }
}
