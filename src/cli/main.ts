#!/usr/bin/env node
import { VERSION } from "../version.ts";

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  // Scripts ask for the version often: nothing else is loaded for it.
  process.stdout.write(`${VERSION}\n`);
} else {
  const { tooOld } = await import("./runtime.ts");
  const refused = tooOld(process.versions.node);
  if (refused !== null) {
    process.stderr.write(`${refused}\n`);
    process.exit(2);
  }
  const { run } = await import("./program.ts");
  const code = await run(process.argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    directory: process.cwd(),
    now: Date.now(),
  });
  // Everything is written. To wait for the heap to be taken apart costs more than a small run.
  process.exit(code);
}
