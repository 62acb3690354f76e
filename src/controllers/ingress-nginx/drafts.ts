import { list } from "../../model/read.ts";
import type { Asked, RouteDraft, Trait } from "../contract.ts";
import type { ParsedIngress } from "./parsed.ts";
import type { RouteFacts } from "./routes.ts";
import { CATCH_ALL } from "./servers.ts";

/** The draft of a route; the host `_` is any. */
export function draftOf(facts: RouteFacts, traits: readonly Trait[], at: RouteDraft["at"]): RouteDraft {
  const { declaration, host, client, hops } = facts;
  return {
    object: declaration.parsed.ingress,
    at,
    host: host === CATCH_ALL ? "*" : host,
    path: declaration.rule.path === "" ? "/" : declaration.rule.path,
    pathType: declaration.rule.pathType,
    because: [],
    client,
    hops,
    traits,
    asked: askedBy(declaration.parsed),
  };
}

function askedBy(parsed: ParsedIngress): Asked {
  const { proxySsl, protocol } = parsed;
  return {
    https: list(parsed.ingress.body, "spec", "tls").length > 0,
    redirect:
      (parsed.forceSslRedirect.stated && parsed.forceSslRedirect.value) ||
      (parsed.sslRedirect.stated && parsed.sslRedirect.value),
    backendTls: /^(?:HTTPS|GRPCS|AUTO_HTTP)\s*$/i.test(protocol.value),
    verification: proxySsl.verify.stated && proxySsl.verify.value,
    clientCertificate: parsed.clientAuth.asked,
    passthrough: parsed.passthrough.value,
  };
}
