import type { AnnotationReader } from "./annotation-reader.ts";
import { FACTS } from "./facts.ts";
import type { Cause, ProxySsl } from "./parsed.ts";
import { UNSEEN } from "../../model/trust.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";

/** Source: internal/ingress/annotations/proxyssl/main.go; nothing is read without proxy-ssl-secret. */
export function parseProxySsl(
  reader: AnnotationReader,
  settings: NginxSettings,
  secrets: SecretStore,
): { readonly settings: ProxySsl; readonly denied: Cause | null } {
  const secretAt = reader.at("proxy-ssl-secret");
  const verify = {
    value: false,
    at: reader.at("proxy-ssl-verify"),
    object: reader.ingress,
    stated: reader.has("proxy-ssl-verify"),
    invalid: false,
  };
  const none: ProxySsl = {
    owner: reader.ingress,
    resolved: false,
    secret: null,
    ca: false,
    clientCertificate: false,
    verify,
    name: null,
    nameDropped: false,
    sni: null,
    secretAt,
    authorities: UNSEEN,
    depth: 1,
    assumptions: [],
  };
  const reference = reader.text("proxy-ssl-secret");
  if (reference === null) return { settings: none, denied: null };
  const [namespace = "", name, more] = reference.value.split("/");
  const foreign = namespace !== (reader.ingress.namespace ?? "default") && !settings.allowsOtherNamespaces;
  const held = name === undefined || more !== undefined || foreign ? null : secrets.held({ namespace, name });
  if (name === undefined || held === null || !held.usable) {
    const text = whyDenied(name === undefined || more !== undefined, foreign, reference.value);
    return { settings: none, denied: { fact: FACTS.secretDenied, object: reader.ingress, at: secretAt, text } };
  }
  const word = reader.read("proxy-ssl-verify");
  const on = word.state === "value" && word.value === "on";
  const sni = reader.read("proxy-ssl-server-name");
  return {
    denied: null,
    settings: {
      ...none,
      resolved: true,
      secret: { namespace, name },
      ca: held.ca,
      clientCertificate: held.ca && held.keyPair,
      verify: {
        ...verify,
        value: on,
        invalid: word.state === "invalid" || (word.state === "value" && !/^(?:on|off)$/.test(word.value)),
      },
      name: reader.text("proxy-ssl-name"),
      nameDropped: reader.read("proxy-ssl-name").state === "invalid",
      sni: sni.state === "value" && sni.value === "on",
      authorities: secrets.authorities({ namespace, name }),
      // 0 means 1, and so does what is no number.
      depth: Math.max(1, reader.int("proxy-ssl-verify-depth", 1) ?? 1),
      assumptions: held.assumptions,
    },
  };
}

function whyDenied(badForm: boolean, foreign: boolean, value: string): string {
  if (badForm) return `proxy-ssl-secret has to be namespace/name: "${value}" denies the location, 503.`;
  if (foreign)
    return "proxy-ssl-secret of another namespace denies the location while allow-cross-namespace-resources is off: 503.";
  return `Secret ${value} is missing, or its certificate, key or CA cannot be used: the location answers 503.`;
}
