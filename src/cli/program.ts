import { Command, CommanderError, Option } from "commander";
import { ClusterError } from "../input/cluster/errors.ts";
import { visible } from "../model/visible.ts";
import { ConfigError } from "../rules/config-error.ts";
import { VERSION } from "../version.ts";
import { auditCommand } from "./audit.ts";
import { canICommand } from "./can-i.ts";
import { certsCommand } from "./certs.ts";
import type { Context } from "./command.ts";
import { doctorCommand } from "./doctor.ts";
import { UsageError } from "./errors.ts";
import { EXIT, EXIT_HELP, type ExitCode } from "./exit.ts";
import { explainCommand } from "./explain.ts";
import { lintCommand } from "./lint.ts";
import { pathCommand } from "./path.ts";
import { probeCommand } from "./probe.ts";
import { rulesCommand } from "./rules.ts";
import { snapshotCommand } from "./snapshot.ts";
import { type Streams, writeText } from "./streams.ts";
import { whoCanReadCommand } from "./who-can-read.ts";

/**
 * Runs one command line.
 * @param argv as in `process.argv`: the runtime, the program's file, then the arguments
 * @returns the exit code; never throws, never ends the process
 */
export async function run(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const name = programName(argv[1] ?? "");
  const program = buildProgram({ program: name, streams, end: (ended) => (code = ended) });
  // A stream that fails emits the error as an event too, which ends the process where nobody listens.
  for (const stream of [streams.stdout, streams.stderr]) {
    if (stream.listenerCount("error") === 0) stream.on("error", () => {});
  }
  try {
    const args = argv.slice(2);
    if (args.length === 0) throw new UsageError(`no command; ${name} --help lists them`);
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return await failed(error, name, streams);
  }
}

/** kubectl finds its plugins by the file's name, and users type the two words. */
function programName(file: string): string {
  return /(?:^|[\\/])kubectl[-_]lasthop[^\\/]*$/.test(file) ? "kubectl lasthop" : "lasthop";
}

function buildProgram(context: Context): Command {
  const { streams } = context;
  const program = new Command(context.program)
    .description("where TLS really ends on every route into a Kubernetes cluster, and what each hop gives")
    .version(VERSION, "-V, --version", "print the version")
    .addHelpText("after", `\n${context.program} COMMAND --help tells more of one.\n${EXIT_HELP}`);
  for (const make of [
    auditCommand,
    pathCommand,
    lintCommand,
    canICommand,
    whoCanReadCommand,
    certsCommand,
    probeCommand,
    snapshotCommand,
    doctorCommand,
    rulesCommand,
    explainCommand,
  ]) {
    program.addCommand(make(context));
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .addHelpOption(new Option("-h, --help", "print this help").helpGroup("Options:"))
      .configureHelp({ subcommandTerm: (own) => `${own.name()} ${own.usage()}`.replace("[options] ", "") })
      .configureOutput({
        writeOut: (text) => streams.stdout.write(text),
        // Errors are thrown too, and worded in one place.
        writeErr: () => {},
        getOutHelpWidth: () => streams.stdout.columns ?? 80,
      });
  }
  return program;
}

async function failed(error: unknown, name: string, streams: Streams): Promise<ExitCode> {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.clean;
  const [code, text] = describeFailure(error, name);
  await writeText([`${name}: ${text}\n`], streams.stderr, "the standard error").catch(() => {});
  return code;
}

function describeFailure(error: unknown, name: string): [ExitCode, string] {
  if (error instanceof CommanderError) return [EXIT.usage, visible(commanderMessage(error, name), 2000)];
  // Messages may name what stands in a file: they stay one line that a terminal only prints.
  if (error instanceof UsageError || error instanceof ConfigError) return [EXIT.usage, visible(error.message, 2000)];
  if (error instanceof ClusterError) return [EXIT.incomplete, visible(error.message, 2000)];
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [EXIT.incomplete, `a defect in lasthop stopped the run; please report it with these lines: ${trace}`];
}

/** Commander's wording on one line, without its own prefix. */
function commanderMessage(error: CommanderError, name: string): string {
  const message = error.message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");
  return `${message}${/[.?)]$/.test(message) ? "" : ";"} see ${name} --help`;
}
