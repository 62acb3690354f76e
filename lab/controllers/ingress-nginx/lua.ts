import type { Endpoint } from "./endpoints.ts";

/** What nginx asks in Lua at run time. */
export interface LuaTables {
  readonly backends: ReadonlyMap<string, readonly Endpoint[]>;
  /** Canary upstreams by that of their primary. */
  readonly canaries: ReadonlyMap<string, string>;
  /** Files with certificate and key, by host name, wildcards as they stand. */
  readonly certificates: ReadonlyMap<string, string>;
  readonly redirectCode: number;
  readonly forwardedHeaders: boolean;
}

/** The decisions that the controller leaves to Lua: pods, certificates by server name, the redirect to HTTPS. */
export function luaModule({ backends, canaries, certificates, redirectCode, forwardedHeaders }: LuaTables): string {
  const peers = (items: readonly Endpoint[]): string =>
    `{ ${items.map(({ address, port }) => `{ ${JSON.stringify(address)}, ${port} }`).join(", ")} }`;
  const table = (entries: Iterable<readonly [string, string]>): string =>
    `{\n${[...entries].map(([key, value]) => `  [${JSON.stringify(key)}] = ${value},\n`).join("")}}`;
  const quoted = (map: ReadonlyMap<string, string>): [string, string][] =>
    [...map].map(([key, value]) => [key, JSON.stringify(value)]);
  return `
local ssl = require "ngx.ssl"
local balancer = require "ngx.balancer"
local backends = ${table([...backends].map(([name, items]) => [name, peers(items)] as const))}
local canaries = ${table(quoted(canaries))}
local certificates = ${table(quoted(certificates))}
local M = {}
local loaded = {}
local turns = 0

for host, file in pairs(certificates) do
  local handle = assert(io.open(file))
  local pem = handle:read("*a")
  handle:close()
  loaded[host] = { chain = assert(ssl.parse_pem_cert(pem)), key = assert(ssl.parse_pem_priv_key(pem)) }
end

local function entry(name)
  local host = name:lower():gsub("%.$", "")
  local above = host:gsub("^[^.]+%.", "*.")
  return loaded[host] or loaded[above]
end

function M.certificate()
  local name = ssl.server_name()
  local found = (name and entry(name)) or loaded["_"]
  assert(ssl.clear_certs())
  assert(ssl.set_cert(found.chain))
  assert(ssl.set_priv_key(found.key))
end

-- After the location's own return, as the order of nginx's phases has it.
function M.rewrite(force, ask, never)
  local scheme = ngx.var.scheme
  if ${forwardedHeaders} and ngx.var.http_x_forwarded_proto then scheme = ngx.var.http_x_forwarded_proto end
  if not never and scheme == "http" and (force or (ask and entry(ngx.var.host) ~= nil)) then
    local host = (ngx.var.http_host or ngx.var.host):gsub(":.*$", "")
    return ngx.redirect("https://" .. host .. ngx.var.request_uri:gsub("/$", ""), ${redirectCode})
  end
  local peers = backends[ngx.var.proxy_upstream_name]
  if peers == nil or #peers == 0 then return ngx.exit(503) end
end

function M.balance()
  local name = ngx.var.proxy_upstream_name
  local canary = canaries[name]
  turns = turns + 1
  if canary and turns % 2 == 0 and #(backends[canary] or {}) > 0 then name = canary end
  local peers = backends[name]
  if peers == nil or #peers == 0 then return ngx.exit(503) end
  local peer = peers[turns % #peers + 1]
  assert(balancer.set_current_peer(peer[1], peer[2]))
end

return M
`;
}
