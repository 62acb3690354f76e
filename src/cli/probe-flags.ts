import { flag, integer, text, texts } from "../model/read.ts";
import { parseResolve, parseStatedAddress, type ResolveRule } from "../probe/addresses.ts";
import type { ProbeReport } from "../probe/contract.ts";
import { renderJson } from "../probe/json.ts";
import { renderJunit } from "../probe/junit.ts";
import { renderTable, type TableOptions } from "../probe/table.ts";
import { UsageError } from "./errors.ts";
import { type Flags, readFlags } from "./flags.ts";

export interface ProbeFlags extends Flags {
  /** HOST[/PATH]; null for every route. */
  readonly wanted: string | null;
  readonly resolve: readonly ResolveRule[];
  readonly stated: readonly string[];
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly anyHost: string | null;
  readonly concurrency: number;
  readonly rate: number;
  /** Milliseconds, as `timeLimit`. */
  readonly timeout: number;
  readonly timeLimit: number;
  readonly fromPod: boolean;
  readonly image: string;
}

/** Few and slow: a probe meets what real clients use. */
const DEFAULTS = { concurrency: 4, rate: 10, timeout: 5000, timeLimit: 600_000, image: "alpine/openssl" };

export function readProbeFlags(wanted: string | undefined, paths: readonly string[], options: unknown): ProbeFlags {
  const flags = {
    ...readFlags(paths, options),
    wanted: wanted ?? null,
    resolve: texts(options, "resolve").flatMap((value) => parseResolve(value) ?? []),
    stated: texts(options, "address").flatMap((value) => parseStatedAddress(value) ?? []),
    httpPort: integer(options, "httpPort") ?? 80,
    httpsPort: integer(options, "httpsPort") ?? 443,
    anyHost: text(options, "anyHost") ?? null,
    concurrency: integer(options, "concurrency") ?? DEFAULTS.concurrency,
    rate: integer(options, "rate") ?? DEFAULTS.rate,
    timeout: integer(options, "timeout") ?? DEFAULTS.timeout,
    timeLimit: integer(options, "timeLimit") ?? DEFAULTS.timeLimit,
    fromPod: flag(options, "fromPod") ?? false,
    image: text(options, "image") ?? DEFAULTS.image,
  };
  if (flags.fromPod && flags.outputs.length > 0)
    throw new UsageError("--from-pod prints lines for a shell and takes no -o");
  if (!/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(flags.image)) throw new UsageError(`--image: ${flags.image} is no image`);
  return flags;
}

type Renderer = (report: ProbeReport, options: TableOptions) => Iterable<string>;

const RENDERERS: Readonly<Record<string, Renderer>> = { json: renderJson, junit: renderJunit, table: renderTable };
export const PROBE_FORMATS: readonly string[] = Object.keys(RENDERERS);

export interface ProbeOutput {
  readonly render: Renderer;
  /** null for the standard output. */
  readonly file: string | null;
}

/** Reads the values of `-o`, as those of an audit. */
export function parseProbeOutputs(values: readonly string[]): ProbeOutput[] {
  const outputs = (values.length === 0 ? ["table"] : values).map(parseOutput);
  const files = outputs.map(({ file }) => file);
  if (new Set(files).size < files.length) throw new UsageError("-o: two reports cannot go to one place");
  return outputs;
}

function parseOutput(value: string): ProbeOutput {
  const [format = "", ...rest] = value.split("=");
  const file = rest.join("=");
  const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined;
  if (render === undefined) {
    throw new UsageError(`-o: a probe has no format "${format}"; it is one of ${PROBE_FORMATS.join(", ")}`);
  }
  if (rest.length > 0 && file === "") throw new UsageError(`-o: no file stands after "${format}="`);
  return { render, file: rest.length === 0 || file === "-" ? null : file };
}
