import { X509Certificate } from "node:crypto";

/** A certificate as OpenSSL reads it, from PEM or DER; null where it is none. */
export function openX509(source: string | Buffer): X509Certificate | null {
  try {
    return new X509Certificate(source);
  } catch {
    return null;
  }
}
