import { AnnotationReader } from "../../../src/controllers/ingress-nginx/annotation-reader.ts";
import { defaultCertificate } from "../../../src/controllers/ingress-nginx/certificate.ts";
import { CATCH_ALL, type Server, wwwName } from "../../../src/controllers/ingress-nginx/servers.ts";
import { snippetOf } from "../../../src/controllers/ingress-nginx/snippets.ts";
import { luaPathOf, modulesOf } from "../../parts/nginx/command.ts";
import { DEFAULT_UPSTREAM, errorLocation, locationsOf, proxySslOf, type Rendering } from "./location.ts";
import { BEHIND_PASSTHROUGH, DEFAULT_PORT, LISTEN } from "./ports.ts";
import { streamOf } from "./stream.ts";

/** The configuration of the case. Template: rootfs/etc/nginx/template/nginx.tmpl, for what decides TLS. */
export function configurationOf(
  rendering: Rendering,
  folder: string,
  nginx: string,
  streams: Parameters<typeof streamOf>[1],
): string {
  const { settings, servers } = rendering.model;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const keepalive = Number(settings.config("upstream-keepalive-connections")?.value ?? "320");
  const codes = codesOf(settings.config("custom-http-errors")?.value);
  return `
${modulesOf(nginx)}
daemon off;
user root root;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr info;
events { worker_connections 512; }
http {
${temporary.join("\n")}
access_log off;
lua_package_path "${folder}/?.lua;${luaPathOf(nginx)};;";
init_by_lua_block { require "lab" }
server_names_hash_bucket_size 256;
map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
ssl_certificate ${ownCertificate(rendering)};
ssl_certificate_key ${ownCertificate(rendering)};
ssl_protocols ${settings.config("ssl-protocols")?.value ?? "TLSv1.2 TLSv1.3"};
ssl_session_tickets off;
proxy_ssl_session_reuse on;
proxy_connect_timeout 2s;
proxy_http_version 1.1;
proxy_next_upstream error timeout;
proxy_next_upstream_tries 3;
${codes.length > 0 ? "proxy_intercept_errors on;" : ""}
${codes.map((code) => `error_page ${code} = @custom_${DEFAULT_UPSTREAM}_${code};`).join("\n")}
${snippetOf(settings, "http-snippet")?.value ?? ""}
upstream upstream_balancer {
  server 0.0.0.1;
  balancer_by_lua_block { require("lab").balance() }
  ${keepalive > 0 ? `keepalive ${keepalive};` : ""}
}
${[...servers.values()].map((server) => wwwServer(server, rendering)).join("\n")}
${[...servers.values()]
  .toSorted((a, b) => (a.host < b.host ? -1 : 1))
  .map((server) => serverBlock(server, rendering, codes))
  .join("\n")}
server { listen ${LISTEN}:${DEFAULT_PORT}; location / { return 404; } }
}
stream {
${streamOf(rendering.model, streams)}
}
`.replaceAll("/etc/ssl/certs/ca-certificates.crt", rendering.systemRoots);
}

function codesOf(codes: string | undefined): string[] {
  return (codes ?? "").split(",").flatMap((code) => (/^\s*\d+\s*$/.test(code) ? [code.trim()] : []));
}

/** What answers where no host's certificate does. */
export function ownCertificate({ model, files }: Rendering): string {
  const { certificate } = defaultCertificate(model.secrets, model.settings);
  return certificate.kind === "secret" ? files.pair(certificate) : files.own();
}

function listeners(host: string, { model: { settings } }: Rendering): string {
  const once = host === CATCH_ALL ? " default_server" : "";
  const tls = settings.passthrough.value ? `${BEHIND_PASSTHROUGH} proxy_protocol` : "443";
  return `listen ${LISTEN}:80${once};\nlisten ${LISTEN}:${tls}${once} ssl;`;
}

function wwwServer(server: Server, rendering: Rendering): string {
  const from = wwwName(server, rendering.model.servers);
  if (from === null) return "";
  return `server {
server_name "${from}";
${listeners(from, rendering)}
ssl_certificate_by_lua_block { require("lab").certificate() }
return ${rendering.model.settings.redirectCode} $scheme://${server.host}$request_uri;
}`;
}

function serverBlock(server: Server, rendering: Rendering, codes: readonly string[]): string {
  const { settings } = rendering.model;
  const rejects = settings.configBool("ssl-reject-handshake", false).value ? "on" : "off";
  const names = [serverName(server.host), ...server.aliases].map((name) => `"${name}"`);
  const auth = server.clientAuth;
  return `server {
server_name ${names.join(" ")};
${listeners(server.host, rendering)}
set $proxy_upstream_name "-";
${auth?.matchCn == null ? "" : `if ($ssl_client_s_dn !~ ${JSON.stringify(auth.matchCn)}) { return 403 "client certificate unauthorized"; }`}
${server.host === CATCH_ALL ? `ssl_reject_handshake ${rejects};` : ""}
ssl_certificate_by_lua_block { require("lab").certificate() }
${server.clientAuthError === null ? insideServer(server, rendering) : "return 403;"}
${snippetOf(settings, "server-snippet")?.value ?? ""}
${codes.map((code) => errorLocation(`@custom_${DEFAULT_UPSTREAM}_${code}`, DEFAULT_UPSTREAM)).join("\n")}
}`;
}

function insideServer(server: Server, rendering: Rendering): string {
  const shared = server.proxySsl?.ca === true ? server.proxySsl : null;
  return [
    clientAuthOf(server, rendering),
    proxySslOf(shared, rendering, "server"),
    server.serverSnippet?.value ?? "",
    locationsOf(server, rendering),
  ].join("\n");
}

function clientAuthOf({ clientAuth }: Server, { model, files }: Rendering): string {
  if (clientAuth?.ca !== true) return "";
  const reader = new AnnotationReader(clientAuth.owner, model.settings);
  const [namespace = "", name = ""] = (reader.text("auth-tls-secret")?.value ?? "").split("/");
  return `ssl_client_certificate ${files.authorities({ namespace, name })};
ssl_verify_client ${clientAuth.verifyClient};
ssl_verify_depth ${reader.int("auth-tls-verify-depth", 1) || 1};`;
}

/** A wildcard stands for one label. Template: template.go buildServerName. */
function serverName(host: string): string {
  if (!host.startsWith("*.")) return host;
  return `~^(?<subdomain>[\\\\w-]+)\\\\.${host.slice(2).replaceAll(".", "\\\\.")}$`;
}
