import { Command, Option } from "commander";
import { text } from "../model/read.ts";
import type { Context } from "./command.ts";
import { EXIT } from "./exit.ts";
import { colorOption, readColor } from "./flags.ts";
import { ruleBook } from "./rule-book.ts";
import { writeText } from "./streams.ts";
import { terminalOf } from "./terminal.ts";

export function rulesCommand({ program, streams, end }: Context): Command {
  return new Command("rules")
    .description("the rule book")
    .addOption(
      new Option("-o, --output <format>", "how to list").choices(["table", "json", "markdown"]).default("table"),
    )
    .addOption(colorOption())
    .addHelpText("after", `\n${program} explain RULE prints the page of one.`)
    .action(async (options: unknown) => {
      const { listRules } = await import("../report/rule-list.ts");
      const format = text(options, "output");
      const terminal = terminalOf(streams, readColor(options));
      await writeText(listRules(await ruleBook(), format, terminal), streams.stdout, "the standard output");
      end(EXIT.clean);
    });
}
