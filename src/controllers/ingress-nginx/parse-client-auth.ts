import type { AnnotationReader } from "./annotation-reader.ts";
import { FACTS } from "./facts.ts";
import type { ClientAuth } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";

/** Source: internal/ingress/annotations/authtls/main.go; nothing is read without auth-tls-secret. */
export function parseClientAuth(reader: AnnotationReader, settings: NginxSettings, secrets: SecretStore): ClientAuth {
  const reference = reader.text("auth-tls-secret");
  const none: ClientAuth = {
    error: null,
    owner: reader.ingress,
    secretAt: reader.at("auth-tls-secret"),
    asked: reference !== null,
    ca: false,
    verifyClient: "on",
    matchCn: null,
    matchCnAt: reader.at("auth-tls-match-cn"),
    assumptions: [],
  };
  if (reference === null) return none;
  const [first = "", name, more] = reference.value.split("/");
  const own = reader.ingress.namespace ?? "default";
  const namespace = first === "" ? own : first;
  const error = (text: string): ClientAuth => ({
    ...none,
    error: { fact: FACTS.clientCertificateDenied, object: reader.ingress, at: none.secretAt, text },
  });
  if (name === undefined || more !== undefined) {
    return error(`auth-tls-secret has to be namespace/name: "${reference.value}" answers 403 for the whole host.`);
  }
  if (namespace !== own && !settings.allowsOtherNamespaces) {
    return error(
      "auth-tls-secret of another namespace answers 403 for the whole host while allow-cross-namespace-resources is off.",
    );
  }
  // The store is asked with the reference as written: an empty namespace finds nothing.
  const held = secrets.held({ namespace: first, name });
  if (first === "" || !held.usable) {
    return error(`Secret ${reference.value} is missing or cannot be used: the whole host answers 403.`);
  }
  return {
    ...none,
    ca: held.ca,
    verifyClient: verifyClientOf(reader),
    matchCn: reader.text("auth-tls-match-cn")?.value ?? null,
    assumptions: held.assumptions,
  };
}

function verifyClientOf(reader: AnnotationReader): ClientAuth["verifyClient"] {
  const found = reader.read("auth-tls-verify-client");
  if (found.state !== "value") return "on";
  const { value } = found;
  return value === "off" || value === "optional" || value === "optional_no_ca" ? value : "on";
}
