#!/usr/bin/env node
import { VERSION } from "../version.ts";

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  // Scripts ask for the version often: nothing else is loaded for it.
  process.stdout.write(`${VERSION}\n`);
} else {
  const { run } = await import("./program.ts");
  process.exitCode = await run(process.argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    directory: process.cwd(),
    now: Date.now(),
  });
}
