import { type Command, InvalidArgumentError, Option } from "commander";
import { flag, integer, text, texts } from "../model/read.ts";
import { CONTROLLER_IDS, type ControllerId, SEVERITIES } from "../model/words.ts";
import { LEVELS } from "../rules/policy/grammar.ts";
import type { RequiredLevel } from "../rules/contract.ts";
import type { Threshold } from "./exit.ts";
import { type ClusterFlags, readClusterFlags, withClusterFlags } from "./cluster-flags.ts";
import { didYouMean } from "./nearest.ts";
import { repeatable } from "./repeatable.ts";
import { FORMATS } from "./outputs.ts";
import { COLOR_CHOICES, type ColorChoice } from "./terminal.ts";

/** The flags that commands which audit have in common, as read. */
export interface Flags extends Threshold, ClusterFlags {
  /** From arguments and `-f`, as given. */
  readonly paths: readonly string[];
  /** A snapshot to read in place of a cluster. */
  readonly snapshot: string | null;
  /** Whether `--cluster` asks for one although paths are given. */
  readonly cluster: boolean;
  /** Whether of a cluster roles and bindings are read too; an audit of routes does without. */
  readonly access?: boolean;
  readonly allNamespaces: boolean;
  readonly selector: string | null;
  readonly outputs: readonly string[];
  readonly controllers: readonly { readonly id: ControllerId; readonly version: string | null }[];
  readonly controllerConfigs: readonly string[];
  readonly require: RequiredLevel | undefined;
  readonly config: string | null;
  readonly baseline: string | null;
  readonly writeBaseline: string | null;
  readonly showSuppressed: boolean;
  readonly whole: boolean | undefined;
  /** Epoch milliseconds of `--now`; null for the clock. */
  readonly now: number | null;
  readonly color: ColorChoice;
  readonly quiet: boolean;
}

export function withInputFlags(command: Command): Command {
  const input = command
    .optionsGroup("Input:")
    .addOption(repeatable("-f, --filename <path>", "file or directory to read, - for stdin (repeatable)"))
    .option("--cluster", "read the cluster, also with paths: what would change if they were applied")
    .option("--snapshot <file>", "read this snapshot in place of a cluster")
    .option("-n, --namespace <name>", "namespace of objects that name none; only its routes are shown")
    .option("-A, --all-namespaces", "show the routes of all namespaces, also with -n")
    .option("-l, --selector <labels>", "show only routes of objects with these labels");
  return withClusterFlags(input)
    .optionsGroup("What the input does not say:")
    .addOption(controllerOption())
    .addOption(repeatable("--controller-config <file>", "a controller's ConfigMap, flags or Helm values (repeatable)"))
    .option("--whole", "the input is the whole cluster: what is absent is missing")
    .option("--no-whole", "the input is a part of a cluster: absence says nothing")
    .addOption(nowOption())
    .optionsGroup("Policy:")
    .option("--config <file>", "the policy (default: .lasthop.yaml here or above, up to the repository's root)")
    .addOption(new Option("--require <level>", "level that every route must reach").choices(LEVELS));
}

export function withOutputFlags(command: Command): Command {
  const written = command
    .option("--baseline <file>", "suppress the findings of this file")
    .option("--write-baseline <file>", "write the findings to a baseline file, and exit 0")
    .option("--show-suppressed", "list suppressed findings too")
    .optionsGroup("Output:")
    .addOption(repeatable("-o, --output <format[=file]>", `report to write (repeatable): ${FORMATS.join(", ")}`))
    .addOption(colorOption())
    .option("-q, --quiet", "one line per finding, nothing else");
  return withExitFlags(written);
}

export function withExitFlags(command: Command): Command {
  return command
    .optionsGroup("Exit code:")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 1")
        .choices([...SEVERITIES, "never"])
        .default("error"),
    )
    .option("--fail-on-assumptions", "exit 1 when a verdict rests on an assumption")
    .option("--fail-on-unknown", "exit 1 when a route is unknown")
    .option("--allow-partial", "no exit code 3 for input that could not be read");
}

function nowOption(): Option {
  const description = "date or time to judge by, e.g. 2027-03-15 (default: $SOURCE_DATE_EPOCH, then the clock)";
  return new Option("--now <time>", description).argParser((value: string) => {
    const time = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(time)) {
      throw new InvalidArgumentError(`"${value}" is no date; write it as 2027-03-15 or 2027-03-15T12:00:00Z.`);
    }
    return time;
  });
}

export function colorOption(): Option {
  return new Option("--color <when>", "colours").choices(COLOR_CHOICES).default("auto");
}

function controllerOption(): Option {
  const description = "who serves what the input leaves open, e.g. ingress-nginx=1.15.1 (repeatable)";
  return new Option("--controller <id[=version]>", description).argParser((value: string, before: unknown) => {
    parseController(value);
    return [...texts({ before }, "before"), value];
  });
}

function parseController(value: string): { id: ControllerId; version: string | null } {
  const [name = "", ...rest] = value.split("=");
  const version = rest.join("=").replace(/^v(?=\d)/, "");
  const id = CONTROLLER_IDS.find((item) => item === name && item !== "unknown");
  if (id === undefined) {
    const known = CONTROLLER_IDS.filter((item) => item !== "unknown");
    throw new InvalidArgumentError(`there is no controller "${name}"${didYouMean(name, known)}.`);
  }
  if (rest.length > 0 && !/^\d/.test(version)) {
    throw new InvalidArgumentError(`"${rest.join("=")}" is no version; write it as ${name}=1.2.3.`);
  }
  return { id, version: rest.length === 0 ? null : version };
}

/** Reads what commander collected. */
export function readFlags(paths: readonly string[], options: unknown): Flags {
  return {
    ...readClusterFlags(options),
    paths: [...paths, ...texts(options, "filename")],
    snapshot: text(options, "snapshot") ?? null,
    cluster: flag(options, "cluster") ?? false,
    selector: text(options, "selector") ?? null,
    outputs: texts(options, "output"),
    controllers: texts(options, "controller").map(parseController),
    controllerConfigs: texts(options, "controllerConfig"),
    require: LEVELS.find((level) => level === text(options, "require")),
    config: text(options, "config") ?? null,
    baseline: text(options, "baseline") ?? null,
    writeBaseline: text(options, "writeBaseline") ?? null,
    showSuppressed: flag(options, "showSuppressed") ?? false,
    whole: flag(options, "whole"),
    now: integer(options, "now") ?? null,
    color: readColor(options),
    quiet: flag(options, "quiet") ?? false,
    failOn: SEVERITIES.find((severity) => severity === text(options, "failOn")) ?? failOnDefault(options),
    failOnAssumptions: flag(options, "failOnAssumptions") ?? false,
    failOnUnknown: flag(options, "failOnUnknown") ?? false,
    allowPartial: flag(options, "allowPartial") ?? false,
  };
}

function failOnDefault(options: unknown): "error" | "never" {
  return text(options, "failOn") === "never" ? "never" : "error";
}

export function readColor(options: unknown): ColorChoice {
  return COLOR_CHOICES.find((choice) => choice === text(options, "color")) ?? "auto";
}
