import { annotationEdit } from "../../model/edits.ts";
import type { Place, Remedy } from "../../model/report.ts";
import type { ParsedIngress } from "./parsed.ts";

/**
 * The annotations with which verification works: CA, switch, name, SNI, and a protocol that dials TLS.
 * @param target the Service whose DNS name the pods' certificate should have
 */
export function verificationRemedy(owner: ParsedIngress, prefix: string, target: Place | undefined): Remedy {
  const { ingress, namespace, proxySsl } = owner;
  const service =
    target?.kind === "service"
      ? `${target.name}.${target.namespace}.svc`
      : (target?.name ?? "<name in the certificate>");
  const secret =
    proxySsl.secret === null
      ? `${namespace}/<Secret with ca.crt>`
      : `${proxySsl.secret.namespace}/${proxySsl.secret.name}`;
  const wanted: readonly (readonly [string, string])[] = [
    ["backend-protocol", "HTTPS"],
    ["proxy-ssl-secret", secret],
    ["proxy-ssl-verify", "on"],
    ["proxy-ssl-name", proxySsl.name?.value ?? service],
    ["proxy-ssl-server-name", "on"],
  ];
  const edits = wanted.map(([name, value]) => annotationEdit(ingress, `${prefix}${name}`, value));
  const name = proxySsl.name?.value ?? service;
  // An edit with a gap to fill in would be applied as it stands.
  if (!wanted.some(([, value]) => value.includes("<"))) {
    return { text: `Set these together; they work where the pods' certificate is for ${name}.`, edits };
  }
  const list = wanted.map(([key, value]) => `${prefix}${key}: "${value}"`).join(", ");
  return { text: `Set these together; they work where the pods' certificate is for ${name}: ${list}.` };
}
