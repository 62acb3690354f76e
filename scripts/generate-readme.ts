import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../src/cli/program.ts";

const ROOT = join(import.meta.dirname, "..");
const BEGIN = "<!-- output -->\n";
const END = "<!-- end of output -->";

const NOW = Date.parse("2026-06-01T00:00:00Z");

/** The README with the first findings of the example, and its routes, and the page for auditors that it links to. */
export async function readme(): Promise<Map<string, string>> {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const [before = "", rest = ""] = text.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const paragraphs = (await printed([])).split("\n\n");
  const isFinding = (paragraph: string): boolean => /^\S+:\d+:\d+ /.test(paragraph);
  const routes = paragraphs.findIndex((paragraph) => paragraph.startsWith("Routes"));
  const shown = [paragraphs[0] ?? "", ...paragraphs.filter(isFinding).slice(0, 2), "[…]", paragraphs[routes] ?? ""];
  const picture = `\`\`\`text\n$ lasthop audit examples/shop\n${shown.join("\n\n").trimEnd()}\n\`\`\`\n`;
  const page = await printed([
    "--config",
    "examples/shop-accepted.yaml",
    "--compliance",
    "pci-dss-4",
    "-o",
    "markdown",
  ]);
  return new Map([
    ["README.md", `${before}${BEGIN}${picture}${after}`],
    ["examples/shop-audited.md", page],
  ]);
}

/** What an audit of the example prints in the summer of 2026: dates do not pass in it. */
async function printed(flags: readonly string[]): Promise<string> {
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
  const streams = { stdin: Readable.from([]), stdout, stderr: stdout, env: {}, directory: ROOT, now: NOW };
  const before = process.cwd();
  process.chdir(ROOT);
  await run(["node", "lasthop", "audit", "examples/shop", ...flags], streams);
  process.chdir(before);
  return text;
}
