import { Command } from "commander";
import type { Context } from "./command.ts";
import { EXIT_HELP } from "./exit.ts";
import { readFlags, withInputFlags, withOutputFlags } from "./flags.ts";
import { parseOutputs } from "./outputs.ts";

export function lintCommand({ program, streams, end }: Context): Command {
  const command = new Command("lint")
    .description("only settings that do not do what they say")
    .argument("[path...]", "files or directories, - for stdin; the cluster without any");
  return withOutputFlags(withInputFlags(command))
    .addHelpText(
      "after",
      `
Examples:
  ${program} lint manifests/
  ${program} lint -q -f ingress.yaml --fail-on warning
${EXIT_HELP}`,
    )
    .action(async (paths: string[], options: unknown) => {
      const flags = readFlags(paths, options);
      parseOutputs(flags.outputs);
      const [{ auditInput }, { finish }] = await Promise.all([import("./session.ts"), import("./finish.ts")]);
      const report = await auditInput(flags, streams, (rule) => rule.id.startsWith("LH6"));
      end(await finish(report, flags, streams, "settings"));
    });
}
