import type { KubeObject } from "./objects.ts";
import { text } from "./read.ts";

/** The certificate blocks of a PEM text, in order; other blocks and text between them are passed over. */
export function certificateBlocks(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g) ?? [];
}

/** The text of an entry of a Secret, or of a ConfigMap's data; undefined where there is none. */
export function pemAt(object: KubeObject, key: string): string | undefined {
  return object.kind === "Secret" ? object.secret?.pem[key] : text(object.body, "data", key);
}
