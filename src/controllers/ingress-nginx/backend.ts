import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Assumption } from "../../model/report.ts";
import type { Trust } from "../../model/trust.ts";
import type { Protection } from "../../model/words.ts";
import { FACTS } from "./facts.ts";
import type { Cause, ParsedIngress, ProxySsl, Setting } from "./parsed.ts";
import type { Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { verifierOf } from "./verifier.ts";
import { directivesOf, type Directives, snippetOf } from "./snippets.ts";

/** What one leg to the pods gives. */
export interface BackendLeg {
  readonly protection: Protection;
  /** The client's status where the leg never works. */
  readonly status: number | null;
  /** Every request fails; false where some certificate that nobody here knows of would pass. */
  readonly refusesAll: boolean;
  readonly causes: readonly Cause[];
  readonly assumptions: readonly Assumption[];
  /** What it is verified with; absent where it is not verified, or a snippet has a say. */
  readonly trust?: Trust;
}

/** The name that nginx checks where no proxy-ssl-name is in force: the host of its proxy_pass. */
const BALANCER = "upstream_balancer";

/** proxy_ssl_* directives in force in a location, after nginx has inherited them from the server. */
export interface TlsInForce {
  readonly verify: boolean;
  readonly verifyCause: Cause;
  readonly name: string;
  /** Somebody states the name; else it is the one that nginx takes from its own configuration. */
  readonly named: boolean;
  readonly nameCause: Cause;
  readonly clientCertificate: ProxySsl | null;
  /** Whose CA it is; null without one. */
  readonly caOwner: KubeObject | null;
  readonly inherited: boolean;
  readonly assumptions: readonly Assumption[];
  /** Name and CA come from different Ingresses. */
  readonly foreignCa: boolean;
  /** A snippet trusts the public CAs, which sign no certificate of a pod. */
  readonly publicCa: boolean;
  readonly trust: Trust | null;
}

/** The Ingress whose annotations render the location, with the place of its protocol. */
function protocolOf(owner: ParsedIngress): { readonly word: string; readonly setting: Setting<string> } {
  return { word: owner.protocol.value.toUpperCase(), setting: owner.protocol };
}

/**
 * What a location's requests to its pods are protected by.
 * @param clientScheme the scheme that the client came by, for AUTO_HTTP
 * @param marked the annotation that makes the backend be asked by TLS whatever the protocol says; null without one
 */
export function backendLeg(
  owner: ParsedIngress,
  server: Server,
  settings: NginxSettings,
  clientScheme: "http" | "https",
  marked: Setting<boolean> | null,
): BackendLeg {
  const { word, setting } = protocolOf(owner);
  const at: Cause = { fact: FACTS.clearByProtocol, object: setting.object, at: setting.at };
  const clear = (cause: Cause): BackendLeg => ({
    protection: "plaintext",
    status: null,
    refusesAll: false,
    causes: [cause],
    assumptions: [],
  });
  if (word === "GRPCS") {
    return {
      protection: "tls-unverified",
      status: null,
      refusesAll: false,
      causes: [{ ...at, fact: FACTS.grpcs }],
      assumptions: [],
    };
  }
  if (marked !== null && !/^(?:GRPC|FCGI)$/.test(word)) {
    const leg = tlsLeg(tlsInForce(owner, server, settings));
    return { ...leg, causes: [...leg.causes, { fact: FACTS.dialledByTls, object: marked.object, at: marked.at }] };
  }
  const auto = word === "AUTO_HTTP";
  if (word !== "HTTPS" && !auto) {
    if (setting.invalid) return clear({ ...at, fact: FACTS.protocolInvalid });
    if (setting.value.includes("\n")) return clear({ ...at, fact: FACTS.protocolNewline });
    return clear(setting.stated ? at : { ...at, fact: FACTS.clearByDefault });
  }
  if (auto && clientScheme === "http") return clear({ ...at, fact: FACTS.autoHttp });
  return tlsLeg(tlsInForce(owner, server, settings));
}

function tlsLeg(tls: TlsInForce): BackendLeg {
  const causes = [tls.verifyCause];
  const { assumptions } = tls;
  if (!tls.verify) return { protection: "tls-unverified", status: null, refusesAll: false, causes, assumptions };
  if (!tls.named || tls.foreignCa || tls.publicCa) {
    const refusesAll = !tls.foreignCa;
    return { protection: "broken", status: 502, refusesAll, causes: [tls.nameCause, ...causes], assumptions };
  }
  const trust = tls.trust === null ? {} : { trust: tls.trust };
  const mutual = tls.clientCertificate;
  if (mutual === null)
    return {
      protection: "tls-verified",
      status: null,
      refusesAll: false,
      causes: [...causes, tls.nameCause],
      assumptions,
      ...trust,
    };
  const sent: Cause = { fact: FACTS.clientCertificateSent, object: mutual.owner, at: mutual.secretAt };
  const base = { status: null, refusesAll: false, assumptions, ...trust };
  return { protection: "mtls", causes: [...causes, tls.nameCause, sent], ...base };
}

/** Source: nginx.tmpl, server and location; inheritance as nginx merges proxy_ssl_* into a location that has none. */
export function tlsInForce(owner: ParsedIngress, server: Server, settings: NginxSettings): TlsInForce {
  const own = owner.proxySsl;
  const shared = server.proxySsl?.ca === true ? server.proxySsl : null;
  const source = own.ca ? own : shared;
  const inherited = source !== null && source !== own && source.owner !== owner.ingress;
  const inner = innerDirectives(owner, settings);
  const outer = outerDirectives(server, settings);
  const name = own.name ?? shared?.name ?? null;
  const verifyBySnippet =
    inner.get("proxy_ssl_verify") ?? (source === null ? outer.get("proxy_ssl_verify") : undefined);
  const verify = verifyBySnippet === undefined ? (source?.verify.value ?? false) : verifyBySnippet.value === "on";
  const trusted =
    inner.get("proxy_ssl_trusted_certificate") ??
    (source === null ? outer.get("proxy_ssl_trusted_certificate") : undefined);
  const nameBySnippet =
    inner.get("proxy_ssl_name")?.value ?? (name === null ? outer.get("proxy_ssl_name")?.value : undefined);
  const holders = [own, ...(shared === null ? [] : [shared])];
  const clientCertificate = holders.find((item) => item.clientCertificate) ?? null;
  return {
    verify,
    verifyCause: verifyBySnippet === undefined ? verifyCause(owner, source, inherited) : verifyBySnippet.cause,
    name: nameBySnippet ?? name?.value ?? BALANCER,
    named: (nameBySnippet ?? name?.value) !== undefined,
    nameCause: nameCause(owner, name, verifyBySnippet?.cause),
    clientCertificate,
    caOwner: source?.owner ?? null,
    inherited,
    assumptions: [...new Set([...(source?.assumptions ?? []), ...own.assumptions])],
    trust: [inner, outer].some((directives) => DECIDES_TRUST.some((directive) => directives.has(directive)))
      ? null
      : trustOf(source, name),
    publicCa: trusted !== undefined && /^\/etc\/(?:ssl|pki)\//.test(trusted.value),
    foreignCa: inherited && own.name !== null && shared?.name != null && own.name.value !== shared.name.value,
  };
}

const DECIDES_TRUST = ["proxy_ssl_verify", "proxy_ssl_trusted_certificate", "proxy_ssl_name", "proxy_ssl_verify_depth"];

function trustOf(source: ProxySsl | null, name: Setting<string> | null): Trust | null {
  if (source === null || name === null || name.value.includes("$")) return null;
  return {
    authorities: source.authorities,
    by: { object: source.owner, at: source.secretAt },
    names: [name.value],
    namedBy: { object: name.object, at: name.at },
    verifier: verifierOf(source.depth),
  };
}

function verifyCause(owner: ParsedIngress, source: ProxySsl | null, inherited: boolean): Cause {
  const own = owner.proxySsl;
  if (source === null) {
    if (own.resolved) return { fact: FACTS.secretWithoutCa, object: own.owner, at: own.secretAt };
    if (own.verify.stated)
      return {
        fact: owner.asksVerification ? FACTS.verifyNeedsSecret : FACTS.verifyOff,
        object: own.owner,
        at: own.verify.at,
      };
    const { setting } = protocolOf(owner);
    return { fact: FACTS.unverifiedByDefault, object: setting.object, at: setting.at };
  }
  if (inherited) return { fact: FACTS.leaksFromSibling, object: source.owner, at: source.secretAt };
  if (source.verify.value) return { fact: FACTS.verified, object: source.owner, at: source.verify.at };
  return { fact: FACTS.verifyOff, object: source.owner, at: source.verify.stated ? source.verify.at : source.secretAt };
}

function nameCause(owner: ParsedIngress, name: Setting<string> | null, snippet: Cause | undefined): Cause {
  if (snippet !== undefined && name === null) return { ...snippet, fact: FACTS.httpSnippetVerify };
  if (name !== null) return { fact: FACTS.verified, object: name.object, at: name.at };
  const own = owner.proxySsl;
  const at: FieldPath = own.verify.stated ? own.verify.at : own.secretAt;
  return { fact: own.nameDropped ? FACTS.nameDropped : FACTS.nameIsBalancer, object: own.owner, at };
}

/** Directives that snippets put into the location itself: they win over what the server has. */
function innerDirectives(owner: ParsedIngress, settings: NginxSettings): Directives {
  return directivesOf([snippetOf(settings, "location-snippet"), owner.locationSnippet].filter((item) => item !== null));
}

/** Directives of the http and server blocks: a location inherits them where nothing nearer says otherwise. */
function outerDirectives(server: Server, settings: NginxSettings): Directives {
  const texts = [snippetOf(settings, "http-snippet"), snippetOf(settings, "server-snippet"), server.serverSnippet];
  return directivesOf(texts.filter((item) => item !== null));
}
