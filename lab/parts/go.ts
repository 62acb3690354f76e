import { run } from "./tools.ts";

/**
 * The machine's module proxy alone: with `direct` a module that the proxy has not would be cloned from its origin,
 * which hangs where origins cannot be reached.
 */
export async function goEnvironment(): Promise<Record<string, string>> {
  const proxies = (await run("go", ["env", "GOPROXY"])).trim().split(/[,|]/);
  const proxy = proxies.filter((item) => item !== "direct" && item !== "off").join(",");
  return {
    ...(proxy === "" ? {} : { GOPROXY: proxy }),
    GOFLAGS: "-buildvcs=false -mod=mod",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    CGO_ENABLED: "0",
  };
}

interface Module {
  /** The folder with its files, read only. */
  readonly Dir: string;
  readonly GoMod: string;
}

export async function downloadModule(path: string, version: string): Promise<Module> {
  const output = await run("go", ["mod", "download", "-json", `${path}@${version}`], { env: await goEnvironment() });
  const module: Module = JSON.parse(output);
  return module;
}

/** Builds a program of a module into a folder. */
export async function installProgram(program: string, version: string, folder: string): Promise<void> {
  const env = { ...(await goEnvironment()), GOFLAGS: "-buildvcs=false", GOBIN: folder };
  await run("go", ["install", "-trimpath", "-ldflags", "-s -w", `${program}@v${version}`], { env });
}
