import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../src/cli/program.ts";

const ROOT = join(import.meta.dirname, "..");
const BEGIN = "<!-- output -->\n";
const END = "<!-- end of output -->";

/** The README with the first findings of the example, and its routes, as they are printed today. */
export async function readme(): Promise<Map<string, string>> {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const [before = "", rest = ""] = text.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const paragraphs = (await printed()).split("\n\n");
  const isFinding = (paragraph: string): boolean => /^\S+:\d+:\d+ /.test(paragraph);
  const routes = paragraphs.findIndex((paragraph) => paragraph.startsWith("Routes"));
  const shown = [paragraphs[0] ?? "", ...paragraphs.filter(isFinding).slice(0, 2), "[…]", paragraphs[routes] ?? ""];
  const picture = `\`\`\`text\n$ lasthop audit examples/shop\n${shown.join("\n\n").trimEnd()}\n\`\`\`\n`;
  return new Map([["README.md", `${before}${BEGIN}${picture}${after}`]]);
}

async function printed(): Promise<string> {
  let text = "";
  const stdout = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    }),
    { isTTY: false, columns: 80 },
  );
  const streams = { stdin: Readable.from([]), stdout, stderr: stdout, env: {}, directory: ROOT, now: 0 };
  const before = process.cwd();
  process.chdir(ROOT);
  await run(["node", "lasthop", "audit", "examples/shop"], streams);
  process.chdir(before);
  return text;
}
