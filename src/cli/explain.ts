import { Command } from "commander";
import type { Context } from "./command.ts";
import { UsageError } from "./errors.ts";
import { EXIT } from "./exit.ts";
import { colorOption, readColor } from "./flags.ts";
import { didYouMean } from "./nearest.ts";
import { ruleBook } from "./rule-book.ts";
import { writeText } from "./streams.ts";
import { terminalOf } from "./terminal.ts";

export function explainCommand({ program, streams, end }: Context): Command {
  return new Command("explain")
    .description("the page of one rule: what it is, why it matters, how to fix it")
    .argument("<rule>", "its id or its name, as in LH2001 or backend-in-clear")
    .addOption(colorOption())
    .action(async (wanted: string, options: unknown) => {
      const { pageText } = await import("../report/rule-page.ts");
      const book = await ruleBook();
      const rule = book.find(({ id, slug }) => id === wanted.toUpperCase() || slug === wanted.toLowerCase());
      if (rule === undefined) {
        const near = didYouMean(
          wanted,
          book.flatMap(({ id, slug }) => [slug, id]),
        );
        throw new UsageError(`there is no rule ${wanted}${near}; ${program} rules lists them`);
      }
      await writeText(pageText(rule, terminalOf(streams, readColor(options))), streams.stdout, "the standard output");
      end(EXIT.clean);
    });
}
