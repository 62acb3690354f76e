import { AnnotationReader } from "../../../src/controllers/ingress-nginx/annotation-reader.ts";
import { blocksOf } from "../../../src/controllers/ingress-nginx/nginx-locations.ts";
import type { ParsedIngress, ProxySsl } from "../../../src/controllers/ingress-nginx/parsed.ts";
import type { Location, Server } from "../../../src/controllers/ingress-nginx/servers.ts";
import { snippetOf } from "../../../src/controllers/ingress-nginx/snippets.ts";
import { hasEndpoints, type Upstream } from "../../../src/controllers/ingress-nginx/upstreams.ts";
import { urlProblem } from "../../../src/controllers/ingress-nginx/parse-auth-url.ts";
import { upstreamName } from "./endpoints.ts";
import type { SecretFiles } from "./files.ts";
import type { CaseModel } from "./model.ts";

/** Where requests go that nothing else serves. */
export const DEFAULT_UPSTREAM = "upstream-default-backend";

export interface Rendering {
  readonly model: CaseModel;
  readonly files: SecretFiles;
  /** Plays the certificates that a system trusts. */
  readonly systemRoots: string;
}

/** `location` blocks of a server, those for subrequests and error pages included. Template: nginx.tmpl, SERVER. */
export function locationsOf(server: Server, rendering: Rendering): string {
  const { blocks, regex } = blocksOf(server);
  const names = new Set<string>();
  return blocks
    .flatMap(({ path, exact, location }, index) => {
      // An exact block beside a prefix has the same settings, and its own name for what is inside.
      const own = `${server.host}-${index}`;
      const pattern = regex ? `~* "^${path}"` : exact ? `= ${path}` : path;
      return [
        appRoot(location, names),
        authLocation(location, own, targetOf(location, rendering), rendering),
        mirrorLocation(location, own),
        errorLocations(location, own, rendering),
        `location ${pattern} {\n${insideOf(location, own, rendering)}\n}`,
      ];
    })
    .join("\n");
}

function appRoot({ owner, catchAllBackend }: Location, seen: Set<string>): string {
  const found = catchAllBackend ? null : (owner?.appRoot ?? null);
  if (found === null || seen.has(found.value)) return "";
  seen.add(found.value);
  return `if ($uri = /) { return 302 $scheme://$http_host${found.value}; }`;
}

function authUrlOf({ owner }: Location, { model }: Rendering): string | null {
  if (owner === null || owner.denied !== null) return null;
  if (owner.authUrl !== null) return owner.authUrl.value;
  const global = model.settings.config("global-auth-url")?.value;
  return global === undefined || !owner.globalAuth || urlProblem(global) !== null ? null : global;
}

/**
 * The subrequest shares its variables with the request: the name of the upstream has to be said again. The URL stands in
 * the directive itself, not in a variable: nginx would need a DNS server for that.
 */
function authLocation(location: Location, own: string, target: string, rendering: Rendering): string {
  const url = authUrlOf(location, rendering);
  if (url === null) return "";
  return `location = /_external-auth-${own} {
  internal;
  set $proxy_upstream_name "${target}";
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header Host ${hostOf(url)};
  proxy_ssl_server_name on;
  proxy_pass ${url};
}`;
}

function mirrorLocation({ owner }: Location, own: string): string {
  const target = owner?.mirrorTarget ?? null;
  if (owner === null || target === null || urlProblem(target.value.split("$")[0] ?? "") !== null) return "";
  const url = target.value.replace(/\$.*$/, "");
  return `location = /_mirror-${own} {
  internal;
  proxy_set_header Host "${hostOf(url)}";
  proxy_pass ${url};
}`;
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function codesOf(codes: string | undefined): string[] {
  return (codes ?? "").split(",").flatMap((code) => (/^\d+$/.test(code.trim()) ? [code.trim()] : []));
}

function errorUpstream(owner: ParsedIngress, { model }: Rendering): string {
  const named =
    owner.defaultBackend === null ? null : model.upstreams.named(owner.namespace, owner.defaultBackend.value);
  return named !== null && hasEndpoints(named) ? customName(named) : DEFAULT_UPSTREAM;
}

/** The controller keeps the Service of default-backend under a name of its own. */
export function customName(upstream: Upstream): string {
  return `custom-default-backend-${upstream.namespace}-${upstream.backend.service}`;
}

function errorLocations({ owner }: Location, own: string, rendering: Rendering): string {
  if (owner === null || owner.customErrors === null) return "";
  return codesOf(owner.customErrors.value)
    .map((code) => errorLocation(`@custom_${own}_${code}`, errorUpstream(owner, rendering)))
    .join("\n");
}

export function errorLocation(name: string, upstream: string): string {
  return `location ${name} {
  internal;
  proxy_intercept_errors off;
  set $proxy_upstream_name "${upstream}";
  rewrite (.*) / break;
  proxy_pass http://upstream_balancer;
}`;
}

function insideOf(location: Location, own: string, rendering: Rendering): string {
  const { owner } = location;
  const { settings } = rendering.model;
  const target = targetOf(location, rendering);
  const lines = [`set $proxy_upstream_name "${target}";`];
  if (owner?.mirrorTarget != null) lines.push(`mirror "/_mirror-${own}";`, "mirror_request_body on;");
  lines.push(`rewrite_by_lua_block { require("lab").rewrite(${redirectOf(location, rendering)}) }`);
  if (owner?.denied != null) lines.push("return 503;");
  else {
    if (authUrlOf(location, rendering) !== null) lines.push(`auth_request /_external-auth-${own};`);
    lines.push("proxy_set_header Host $http_host;", "proxy_set_header Connection $connection_upgrade;");
    lines.push(owner?.locationSnippet?.value ?? "", snippetOf(settings, "location-snippet")?.value ?? "");
    if (owner?.customErrors != null) {
      lines.push("proxy_intercept_errors on;");
      for (const code of codesOf(owner.customErrors.value)) lines.push(`error_page ${code} = @custom_${own}_${code};`);
    }
    if (owner?.redirect != null && !location.catchAllBackend) {
      lines.push(`return ${owner.redirect.code} ${owner.redirect.url};`);
    }
    lines.push(passOf(location, target, rendering));
  }
  if (owner !== null) lines.push(proxySslOf(owner.proxySsl, rendering, "location"));
  return lines.join("\n");
}

/** The Service that the location asks: its own, while that has endpoints or no default-backend stands in. */
function targetOf({ owner, upstream }: Location, { model }: Rendering): string {
  if (upstream === null) return DEFAULT_UPSTREAM;
  if (hasEndpoints(upstream) || owner?.defaultBackend == null) return upstreamName(upstream);
  const named = model.upstreams.named(owner.namespace, owner.defaultBackend.value);
  return named !== null && hasEndpoints(named) ? customName(named) : upstreamName(upstream);
}

/** Template: template.go locationConfigForLua. */
function redirectOf({ owner, path, catchAllBackend }: Location, { model: { settings } }: Rendering): string {
  const exceptions = settings.config("no-tls-redirect-locations")?.value ?? "/.well-known/acme-challenge";
  const prefixes = exceptions.split(",").map((prefix) => prefix.trim());
  const never = prefixes.some((prefix) => prefix !== "" && path.startsWith(prefix));
  const asked = owner !== null && !catchAllBackend;
  return `${asked && owner.forceSslRedirect.value}, ${asked && owner.sslRedirect.value}, ${never}`;
}

/** Template: template.go buildProxyPass. */
function passOf(location: Location, target: string, { model }: Rendering): string {
  const word = location.owner?.protocol.value.toUpperCase() ?? "HTTP";
  const dialled = location.upstream !== null && model.dialled.has(location.upstream.key);
  if (target === DEFAULT_UPSTREAM) return "proxy_pass http://upstream_balancer;";
  if (word === "FCGI") return "fastcgi_pass upstream_balancer;";
  if (word === "GRPC") return `grpc_pass ${dialled ? "https" : "grpc"}://upstream_balancer;`;
  if (word === "GRPCS") return "grpc_pass grpcs://upstream_balancer;";
  const scheme = dialled || word === "HTTPS" ? "https" : word === "AUTO_HTTP" ? "$scheme" : "http";
  return `proxy_pass ${scheme}://upstream_balancer;`;
}

/** proxy_ssl_* of a server or a location; the server has the name and SNI only where a name is given. */
export function proxySslOf(ssl: ProxySsl | null, rendering: Rendering, where: "server" | "location"): string {
  if (ssl === null) return "";
  const { files, model } = rendering;
  const reader = new AnnotationReader(ssl.owner, model.settings);
  const { secret, name, sni } = ssl;
  const lines: string[] = [];
  const naming = [
    ...(name === null ? [] : [`proxy_ssl_name ${name.value};`]),
    ...(sni === null || (where === "server" && name === null) ? [] : [`proxy_ssl_server_name ${sni ? "on" : "off"};`]),
  ];
  if (ssl.ca && secret !== null) {
    lines.push(
      `proxy_ssl_trusted_certificate ${files.authorities(secret)};`,
      `proxy_ssl_ciphers ${reader.text("proxy-ssl-ciphers")?.value ?? "DEFAULT"};`,
      `proxy_ssl_protocols ${reader.text("proxy-ssl-protocols")?.value ?? "TLSv1.2"};`,
      `proxy_ssl_verify ${ssl.verify.value ? "on" : "off"};`,
      `proxy_ssl_verify_depth ${reader.int("proxy-ssl-verify-depth", 1) || 1};`,
    );
    if (where === "server") lines.push(...naming);
  }
  if (where === "location") lines.push(...naming);
  if (ssl.clientCertificate && secret !== null) {
    lines.push(`proxy_ssl_certificate ${files.pair(secret)};`, `proxy_ssl_certificate_key ${files.pair(secret)};`);
  }
  return lines.join("\n");
}
