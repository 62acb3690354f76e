import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadModule, goEnvironment } from "../go.ts";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";

const VERSION = "1.36.3";
const MODULE = "k8s.io/kubernetes";

/** The main programs: one folder each beside this file. */
const PROGRAMS = ["kube-apiserver", "kubectl"];

/** The real API server and the client that comes with it, from their Go modules: about five minutes on two quiet cores, once. */
export const part: Part = {
  id: "kube-apiserver",
  title: "kube-apiserver and kubectl",
  version: VERSION,
  needed: true,
  from: `the Go module ${MODULE}`,
  files: PROGRAMS,
  async bring(folder) {
    const source = join(folder, "source");
    await mkdir(source);
    for (const name of PROGRAMS) {
      await cp(join(import.meta.dirname, name), join(source, name), { recursive: true });
    }
    await writeFile(join(source, "go.mod"), await moduleFile());
    const build = ["build", "-trimpath", "-ldflags", linkerFlags(), "-o", `${folder}/`];
    await run("go", [...build, ...PROGRAMS.map((name) => `./${name}`)], { cwd: source, env: await goEnvironment() });
    await rm(source, { recursive: true });
  },
};

/** The module points its staging modules at folders of its own repository; here they are the released ones, v1.N.P as v0.N.P. */
async function moduleFile(): Promise<string> {
  const { GoMod } = await downloadModule(MODULE, `v${VERSION}`);
  const own = await readFile(GoMod, "utf8");
  const go = /^go .+$/m.exec(own)?.[0] ?? "";
  const staging = [...own.matchAll(/^\s*(?:replace )?(k8s\.io\/\S+) => \.\/staging\//gm)].map((match) => match[1]);
  if (staging.length === 0) throw new Error(`${MODULE} names no staging modules`);
  const released = VERSION.replace(/^1\./, "v0.");
  return [
    "module lasthop.dev/lab",
    go,
    `require ${MODULE} v${VERSION}`,
    ...staging.map((name) => `replace ${name} => ${name} ${released}`),
    "",
  ].join("\n");
}

/** Without its version the server takes itself for v0.0.0, and clients misjudge what it can do. */
function linkerFlags(): string {
  const [major, minor] = VERSION.split(".");
  const set = (name: string, value: string | undefined): string => `-X k8s.io/component-base/version.${name}=${value}`;
  return ["-s", "-w", set("gitVersion", `v${VERSION}`), set("gitMajor", major), set("gitMinor", minor)].join(" ");
}
