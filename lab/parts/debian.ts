import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./tools.ts";

let renewed: Promise<string> | undefined;

/** New package lists, once for all parts: apt takes no two at a time. */
function renewLists(): Promise<string> {
  renewed ??= run("apt-get", ["update"]);
  return renewed;
}

/** Unpacks a Debian package into a folder, without installing it: no service of it is ever started. */
export async function unpackPackage(name: string, folder: string): Promise<void> {
  const download = (): Promise<string> => run("apt-get", ["download", name], { cwd: folder });
  // A machine whose package lists are old or missing gets new ones, once.
  await download().catch(() => renewLists().then(download));
  const file = (await readdir(folder)).find((item) => item.startsWith(`${name}_`) && item.endsWith(".deb"));
  if (file === undefined) throw new Error(`apt-get brought no ${name}`);
  await run("dpkg", ["-x", join(folder, file), folder]);
}
