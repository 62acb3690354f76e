import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../../src/cli/program.ts";

/** A stream that keeps what it is given. */
class Captured extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;
  /** The error that every write ends with. */
  readonly #failure: NodeJS.ErrnoException | null;

  constructor(options: { isTTY?: boolean | undefined; failure?: string | undefined } = {}) {
    super({ decodeStrings: false });
    this.isTTY = options.isTTY ?? false;
    this.columns = 80;
    this.#failure = options.failure === undefined ? null : Object.assign(new Error("write"), { code: options.failure });
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#failure === null) this.text += String(chunk);
    done(this.#failure);
  }
}

export interface Setting {
  readonly name?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly directory?: string;
  /** The error code that writing to the standard output ends with. */
  readonly failure?: string;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line without a process. */
export async function lasthop(args: readonly string[], setting: Setting = {}): Promise<Ended> {
  const stdout = new Captured({ isTTY: setting.tty, failure: setting.failure });
  const stderr = new Captured({ isTTY: setting.tty });
  const code = await run(["node", setting.name ?? "/usr/bin/lasthop", ...args], {
    stdin: Readable.from([Buffer.from(setting.stdin ?? "")]),
    stdout,
    stderr,
    env: setting.env ?? {},
    directory: setting.directory ?? tmpdir(),
    now: Date.parse("2026-06-01T00:00:00Z"),
  });
  return { code, out: stdout.text, err: stderr.text };
}

/** A new folder with these files, by path. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "lasthop-cli-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

/** An Ingress that re-encrypts and whose verification is not in force. */
export function ingressYaml(
  name: string,
  { namespace, labels = {} }: { namespace?: string; labels?: Readonly<Record<string, string>> } = {},
): string {
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: Ingress",
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    `  labels: ${JSON.stringify(labels)}`,
    "  annotations:",
    "    nginx.ingress.kubernetes.io/backend-protocol: HTTPS",
    '    nginx.ingress.kubernetes.io/proxy-ssl-verify: "on"',
    "spec:",
    "  ingressClassName: nginx",
    "  tls:",
    `    - hosts: [${name}.example.com]`,
    `      secretName: ${name}-tls`,
    "  rules:",
    `    - host: ${name}.example.com`,
    "      http:",
    "        paths:",
    "          - path: /",
    "            pathType: Prefix",
    "            backend:",
    "              service:",
    `                name: ${name}`,
    "                port:",
    "                  name: https",
    "",
  ].join("\n");
}
