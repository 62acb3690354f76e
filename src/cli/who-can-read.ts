import { Command, Option } from "commander";
import { flag, text, texts } from "../model/read.ts";
import { type ClusterFlags, readClusterFlags, withClusterFlags } from "./cluster-flags.ts";
import type { Context } from "./command.ts";
import { repeatable } from "./repeatable.ts";
import { WAY_NAMES } from "./tighten-flags.ts";

const EXIT_HELP = `
Exit codes:
  0  the readers are listed
  2  wrong usage or configuration
  3  the input could not be read in full; what follows from the rest is listed`;

const FORMATS = ["table", "tree", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];

export interface WhoFlags extends ClusterFlags {
  /** `namespace/name`, or a name in the namespace of `-n`; null for all TLS Secrets. */
  readonly secret: string | null;
  readonly subject: string | null;
  readonly paths: readonly string[];
  readonly whole: boolean | undefined;
  readonly aggregation: boolean;
  readonly format: Format;
  readonly why: boolean;
  readonly all: boolean;
  /** Print the roles and bindings with which only the expected ones read. */
  readonly tighten: boolean;
  /** Readers that the user expects, as `--subject` takes them. */
  readonly expect: readonly string[];
  /** Ways that `--tighten` leaves open. */
  readonly keep: readonly string[];
  readonly quiet: boolean;
}

export function whoCanReadCommand({ program, streams, end }: Context): Command {
  const command = new Command("who-can-read")
    .description("who can obtain the content of TLS Secrets, directly and by ways round, worst first")
    .argument("[secret]", "NAMESPACE/NAME of any Secret (default: all TLS Secrets)")
    .optionsGroup("Input:")
    .addOption(
      repeatable(
        "-f, --filename <path>",
        "file, directory or snapshot, - for stdin (repeatable; default: the cluster)",
      ),
    )
    .option("-n, --namespace <name>", "namespace of objects and of a Secret that name none; only its Secrets are shown")
    .option("-A, --all-namespaces", "show the Secrets of all namespaces, also with -n")
    .option("--whole", "the input is the whole cluster: what is absent is missing")
    .option("--no-aggregation", "no controller aggregates ClusterRoles: each has the rules that are written in it")
    .optionsGroup("Output:")
    .option("--subject <who>", "what one can read: a user, system:serviceaccount:NAMESPACE:NAME, or group:NAME")
    .option("--why", "the objects and lines that make each reader one")
    .option("--all", "list expected readers too")
    .addOption(repeatable("--expect <who>", "a reader that is expected, as --subject takes them (repeatable)"))
    .option("--tighten", "print the smallest roles that keep the expected readers, and what is lost by them")
    .addOption(repeatable("--keep <way>", `a way that --tighten leaves open: ${WAY_NAMES.join(", ")} (repeatable)`))
    .addOption(new Option("-o, --output <format>", "how to print").choices(FORMATS).default("table"))
    .option("-q, --quiet", "no progress");
  return withClusterFlags(command)
    .addHelpText(
      "after",
      `
Examples:
  ${program} who-can-read
  ${program} who-can-read shop/web-tls -f manifests/ --why
  ${program} who-can-read -f prod.lasthop.gz --subject system:serviceaccount:shop:app
  ${program} who-can-read --tighten --expect group:platform --keep workloads
  ${program} who-can-read --tighten -o yaml | kubectl diff -f -
${EXIT_HELP}`,
    )
    .action(async (secret: string | undefined, options: unknown) => {
      const { listReaders } = await import("./who-can-read-run.ts");
      end(await listReaders(readFlags(secret, options), streams));
    });
}

function readFlags(secret: string | undefined, options: unknown): WhoFlags {
  return {
    ...readClusterFlags(options),
    secret: secret ?? null,
    subject: text(options, "subject") ?? null,
    paths: texts(options, "filename"),
    whole: flag(options, "whole"),
    aggregation: flag(options, "aggregation") ?? true,
    format: FORMATS.find((format) => format === text(options, "output")) ?? "table",
    why: flag(options, "why") ?? false,
    all: flag(options, "all") ?? false,
    tighten: flag(options, "tighten") ?? false,
    expect: texts(options, "expect"),
    keep: texts(options, "keep"),
    quiet: flag(options, "quiet") ?? false,
  };
}
