import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { LabController } from "../controllers/controller.ts";
import { ApiServer } from "./api-server.ts";
import { Applier } from "./apply.ts";
import { Backend } from "./backend.ts";
import { type Authorities, makeAuthorities } from "./keys.ts";
import type { Manifest } from "./manifests.ts";

/** What all cases of a run share. */
export interface World {
  readonly folder: string;
  readonly server: ApiServer;
  readonly authorities: Authorities;
  readonly backend: Backend;
  readonly systemRoots: string;
}

export async function startWorld(folder: string, controllers: readonly LabController[]): Promise<World> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const authorities = makeAuthorities();
  const systemRoots = join(folder, "system-roots.pem");
  writeFileSync(systemRoots, authorities.system.certificate);
  const server = await ApiServer.start(join(folder, "api-server"));
  await define(server, new Set(controllers.flatMap((item) => item.definitions)));
  return { folder, server, authorities, backend: new Backend(authorities), systemRoots };
}

/** Gives a server the custom resource definitions of some files. */
export async function define(server: ApiServer, files: Iterable<string>): Promise<void> {
  const applier = new Applier(server);
  for (const file of files) {
    const definitions = loadAll(await readFile(file, "utf8")) as Manifest[];
    for (const { object, refusal } of await applier.apply(definitions.filter(Boolean))) {
      if (refusal !== null) throw new Error(`${object.kind} of ${file} was refused: ${refusal}`);
    }
  }
}

export async function stopWorld({ server, backend, folder }: World): Promise<void> {
  await backend.close();
  await server.stop();
  if (process.env["LASTHOP_LAB_KEEP"] === undefined) rmSync(folder, { recursive: true, force: true });
}
