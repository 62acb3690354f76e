import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

it.each(["ProbeReport", "RouteResult", "PlaceResult", "Aspect", "ShownCertificate"])(
  "docs/probe.md has %s as the code has it",
  (name) => {
    const code = readFileSync(resolve(ROOT, "src/probe/contract.ts"), "utf8");
    const declared = new RegExp(`^export interface ${name} \\{$.*?^\\}$`, "ms").exec(code)?.[0] ?? "none";
    const page = readFileSync(resolve(ROOT, "docs/probe.md"), "utf8");
    expect(page).toContain(declared.replaceAll("readonly ", "").replace("export ", ""));
  },
);
