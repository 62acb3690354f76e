import { PassThrough, Readable, Writable } from "node:stream";
import { run } from "../src/cli/program.ts";

const COMMANDS = [
  "audit",
  "path",
  "lint",
  "can-i",
  "who-can-read",
  "certs",
  "probe",
  "snapshot",
  "doctor",
  "rules",
  "explain",
];

/** The command line as its own `--help` tells it. */
export async function cliPage(): Promise<string> {
  const lines = ["<!-- Generated from `--help` by `npm run generate`. Do not edit. -->", "", "# The command line"];
  lines.push("", "```text", await helpOf([]), "```");
  for (const command of COMMANDS) lines.push("", `## ${command}`, "", "```text", await helpOf([command]), "```");
  return `${lines.join("\n")}\n`;
}

async function helpOf(words: readonly string[]): Promise<string> {
  let text = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const streams = {
    stdin: Readable.from([]),
    stdout: Object.assign(stdout, { columns: 100 }),
    stderr: new PassThrough(),
    env: {},
    directory: "/",
    now: 0,
  };
  const code = await run(["node", "lasthop", ...words, "--help"], streams);
  if (code !== 0 || text === "") throw new Error(`--help of ${words.join(" ")} ended with ${code}`);
  return text.trimEnd();
}
