import { styleText } from "node:util";
import type { Pattern, Protection, Severity } from "../model/words.ts";

type Tone = Severity | Protection | Pattern | "strong" | "dim";

/** Colours a text by what it means. Colour repeats what the words say and is never the only sign. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  note: ["bold", "blue"],
  strong: "bold",
  dim: "dim",
  plaintext: "red",
  "tls-unverified": "yellow",
  "tls-chain": "yellow",
  "tls-verified": "green",
  mtls: "green",
  passthrough: "cyan",
  broken: "magenta",
  unknown: "magenta",
  edge: "yellow",
  "re-encrypt": "green",
};

export function painter(color: boolean): Paint {
  if (!color) return (_, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}
