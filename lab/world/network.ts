import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../parts/part.ts";

const INSIDE = "LASTHOP_LAB_HOSTS";

/**
 * The addresses of Services (the range that the API server hands out from) and of pods: all of them are this machine,
 * inside the lab's own network.
 */
export const SERVICE_RANGE = "10.96.0.0/16";
const POD_RANGE = "10.97.0.0/16";
/** The API server refuses loopback addresses in EndpointSlices, so pods have one of this range. */
const POD_ADDRESS = "10.97.0.1";

/** The file that stands for /etc/hosts inside the lab's own network; null outside of it. */
function hostsFile(): string | null {
  return process.env[INSIDE] ?? null;
}

/**
 * Runs a command in a network and a mount namespace of its own, without root: ports 80 and 443 and every ClusterIP are
 * free there, names resolve as the lab says, and nothing outside is touched. Several may run at once.
 * @param hear gets what the command says; its words go straight out when it is left out
 * @returns the command's exit code
 */
export function runInOwnNetwork(
  ip: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  hear?: (chunk: Buffer) => void,
): Promise<number> {
  const folder = mkdtempSync(join(CACHE, `network-${process.pid}-`));
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, "127.0.0.1 localhost\n");
  const script = [
    'set -e; ip="$1"; hosts="$2"; shift 2',
    '"$ip" link set lo up',
    `"$ip" addr add ${POD_ADDRESS}/32 dev lo`,
    `"$ip" route add local ${SERVICE_RANGE} dev lo`,
    `"$ip" route add local ${POD_RANGE} dev lo`,
    'mount --bind "$hosts" /etc/hosts',
    // The lab's end is theirs, however it comes.
    'exec setpriv --pdeathsig KILL "$@"',
  ].join("\n");
  return new Promise((resolve, reject) => {
    const output = hear === undefined ? "inherit" : "pipe";
    const child = spawn(
      "unshare",
      ["-Urnm", "--map-root-user", "sh", "-c", script, "lab", ip, hosts, command, ...args],
      { stdio: ["inherit", output, output], env: { ...process.env, ...env, [INSIDE]: hosts } },
    );
    if (hear !== undefined) for (const stream of [child.stdout, child.stderr]) stream?.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve(code ?? 1);
    });
  });
}

/** Names that resolve inside the lab. The file is written in place: it is mounted. */
export function writeHosts(names: ReadonlyMap<string, string>): void {
  const file = hostsFile();
  if (file === null) return;
  const lines = [...names].map(([name, address]) => `${address} ${name}`);
  const handle = openSync(file, "w");
  writeFileSync(handle, `${["127.0.0.1 localhost", ...lines].join("\n")}\n`);
  closeSync(handle);
}
