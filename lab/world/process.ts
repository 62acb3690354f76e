import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly logFile: string;
}

/** A process of the lab. It is ended by its id, never by its name. */
export class Process {
  readonly name: string;
  /** All that it said so far. */
  log = "";
  /** When it last said something, in milliseconds of the monotonic clock. */
  lastWord = performance.now();
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  #hasEnded = false;

  constructor(name: string, command: string, args: readonly string[], options: StartOptions) {
    this.name = name;
    // When the lab ends without a word to anybody, they end too.
    this.#child = spawn("setpriv", ["--pdeathsig", "KILL", command, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env["PATH"] ?? "", HOME: options.cwd ?? "/", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const file = createWriteStream(options.logFile);
    const hear = (chunk: Buffer): void => {
      this.log += chunk.toString();
      this.lastWord = performance.now();
      file.write(chunk);
    };
    this.#child.stdout?.on("data", hear);
    this.#child.stderr?.on("data", hear);
    this.ended = new Promise((resolve) => {
      this.#child.on("error", (error) => hear(Buffer.from(`${error.message}\n`)));
      this.#child.on("close", (code) => {
        this.#hasEnded = true;
        file.end();
        resolve(code);
      });
    });
    running.add(this);
    void this.ended.then(() => running.delete(this));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Asks it to end, and insists after five seconds. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill("SIGTERM");
    const insist = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.ended;
    clearTimeout(insist);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

const running = new Set<Process>();

/** Nothing outlives the lab, however it ends. */
process.on("exit", () => {
  for (const item of running) item.kill();
});

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Asks again until the answer is yes. Throws when it takes longer than `limit` milliseconds. */
export async function until(what: string, limit: number, ask: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + limit;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`${what} took longer than ${limit / 1000} s`);
    await pause(100);
  }
}
