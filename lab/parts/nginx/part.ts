import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackPackage } from "../debian.ts";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";
import { luaPathOf, modulesOf, nginxCommand } from "./command.ts";

/** With them nginx chooses pods and certificates in Lua, as it does inside ingress-nginx. */
const PACKAGES = [
  "nginx",
  "libnginx-mod-stream",
  "libnginx-mod-http-ndk",
  "libnginx-mod-http-lua",
  "lua-resty-core",
  "lua-resty-lrucache",
  "libluajit2-5.1-2",
  "libpcre3",
];

/** The data plane of ingress-nginx. Its own control plane is in no registry: the lab renders the configuration. */
export const part: Part = {
  id: "nginx",
  title: "nginx with its stream and Lua modules",
  version: "debian",
  needed: false,
  from: "Debian's packages nginx and libnginx-mod-http-lua",
  files: ["nginx", "VERSION"],
  async bring(folder) {
    for (const name of PACKAGES) await unpackPackage(name, folder);
    await copyFile(join(folder, "usr/sbin/nginx"), join(folder, "nginx"));
    await mkdir(join(folder, "trial"));
    await writeFile(join(folder, "trial/nginx.conf"), trial(folder));
    const { command, env } = nginxCommand(folder);
    // What it links to is on most machines and not in the packages above: this says so at once where it is not.
    await run(command, ["-t", "-p", join(folder, "trial"), "-c", join(folder, "trial/nginx.conf"), "-e", "stderr"], {
      env,
    });
    const said = await run("sh", ["-c", `"$0" -v 2>&1`, command], { env });
    await writeFile(join(folder, "VERSION"), /nginx\/([\d.]+)/.exec(said)?.[1] ?? "unknown");
  },
};

/** As little as loads everything. */
function trial(folder: string): string {
  return `
${modulesOf(folder)}
pid trial.pid;
events {}
stream {}
http {
  access_log off;
  lua_package_path "${luaPathOf(folder)};;";
  init_by_lua_block { require "ngx.ssl" require "ngx.balancer" }
}
`;
}
