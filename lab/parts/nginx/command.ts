import { readdirSync } from "node:fs";
import { join } from "node:path";

/** How nginx is started out of the folder that its packages were unpacked into. */
export function nginxCommand(folder: string): { command: string; env: Readonly<Record<string, string>> } {
  const libraries = ["usr/lib", "lib"].flatMap((path) => foldersIn(join(folder, path)));
  return { command: join(folder, "nginx"), env: { LD_LIBRARY_PATH: libraries.join(":") } };
}

/** Folders of shared libraries, by the machine's architecture. */
function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory() && item.name.includes("-linux-gnu"))
    .map((item) => join(folder, item.name));
}

/** The lines that load its modules, in the order in which they need each other. */
export function modulesOf(folder: string): string {
  return ["ndk_http_module", "ngx_http_lua_module", "ngx_stream_module"]
    .map((name) => `load_module "${folder}/usr/lib/nginx/modules/${name}.so";`)
    .join("\n");
}

export function luaPathOf(folder: string): string {
  return `${folder}/usr/share/lua/5.1/?.lua`;
}
