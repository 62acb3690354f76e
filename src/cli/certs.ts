import { Command, Option } from "commander";
import { text } from "../model/read.ts";
import type { Context } from "./command.ts";
import { EXIT_HELP } from "./exit.ts";
import { readFlags, withExitFlags, withInputFlags } from "./flags.ts";

const FORMATS = ["table", "json", "csv"] as const;
export type CertsFormat = (typeof FORMATS)[number];

export function certsCommand({ program, streams, end }: Context): Command {
  const command = new Command("certs")
    .description("certificates: for which names, by whom, until when, where used, and what is wrong with them")
    .argument("[path...]", "files or directories, - for stdin; the cluster without any");
  return withExitFlags(
    withInputFlags(command)
      .optionsGroup("Output:")
      .addOption(new Option("-o, --output <format>", "how to print").choices(FORMATS).default("table"))
      .option("-q, --quiet", "no progress"),
  )
    .addHelpText(
      "after",
      `
Examples:
  ${program} certs
  ${program} certs manifests/ --now 2027-03-15
  ${program} certs --snapshot prod.lasthop.gz -o csv
  ${program} certs --no-secrets --fail-on warning
${EXIT_HELP}`,
    )
    .action(async (paths: string[], options: unknown) => {
      const flags = { ...readFlags(paths, options), outputs: [] };
      const format = FORMATS.find((item) => item === text(options, "output")) ?? "table";
      const { listCertificates } = await import("./certs-run.ts");
      end(await listCertificates(flags, format, streams));
    });
}
