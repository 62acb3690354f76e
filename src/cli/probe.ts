import { Command, InvalidArgumentError, Option } from "commander";
import { parseResolve, parseStatedAddress } from "../probe/addresses.ts";
import type { Context } from "./command.ts";
import { parseDuration } from "./cluster-flags.ts";
import { colorOption, withInputFlags } from "./flags.ts";
import { PROBE_FORMATS, parseProbeOutputs, readProbeFlags } from "./probe-flags.ts";
import { repeatable } from "./repeatable.ts";

const EXIT_HELP = `
Exit codes:
  0  the wire agrees with every prediction that it can show
  1  a disagreement
  2  wrong usage or configuration; nothing was asked
  3  something could not be asked, or the input could not be read in full
     (wins over 1; --allow-partial takes it away)`;

export function probeCommand({ program, streams, end }: Context): Command {
  const command = new Command("probe")
    .description("connect to the routes, without credentials, and compare with the verdicts")
    .argument("[host[/path]]", "only what a client would ask for there (default: every route)")
    .argument("[path...]", "files or directories, - for stdin; the cluster without any");
  return withProbeFlags(withInputFlags(command))
    .addHelpText(
      "after",
      `
Of each route: port 80 in clear and port 443 with TLS, one GET each. Nothing is
followed, and no credentials, cookies or body are sent.

Examples:
  ${program} probe
  ${program} probe shop.example.com --resolve shop.example.com:443:203.0.113.7
  ${program} probe -f manifests/ --address 203.0.113.7
  ${program} probe shop.example.com/api --from-pod
${EXIT_HELP}`,
    )
    .action(async (wanted: string | undefined, paths: string[], options: unknown) => {
      const flags = readProbeFlags(wanted, paths, options);
      parseProbeOutputs(flags.outputs);
      const { probe } = await import("./probe-run.ts");
      end(await probe(flags, streams));
    });
}

function withProbeFlags(command: Command): Command {
  return command
    .optionsGroup("Where to connect:")
    .addOption(
      checked(
        "--resolve <host:port:address>",
        "address of a host and port, as curl takes it; the host * is any",
        (value) =>
          parseResolve(value) === null
            ? `"${value}" is no HOST:PORT:ADDRESS; write shop.example.com:443:203.0.113.7.`
            : null,
      ),
    )
    .addOption(
      checked("--address <address>", "address of all routes", (value) =>
        parseStatedAddress(value) === null ? `"${value}" is no address and no host name.` : null,
      ),
    )
    .addOption(number("--http-port <port>", "port that stands in for 80", 65_535))
    .addOption(number("--https-port <port>", "port that stands in for 443", 65_535))
    .option("--any-host <name>", "name to ask for where a route is for any host (default: one that does not exist)")
    .optionsGroup("How to ask:")
    .addOption(number("--concurrency <number>", "connections at once (default: 4)", 64))
    .addOption(number("--rate <number>", "connections and requests a second (default: 10)", 1000))
    .addOption(duration("--timeout <duration>", "longest wait for a connection or an answer (default: 5s)"))
    .addOption(duration("--time-limit <duration>", "longest time for everything (default: 10m)"))
    .optionsGroup("From inside:")
    .option("--from-pod", "connect to nothing: print the kubectl line that looks at the backend hop from a pod")
    .option("--image <image>", "image with the openssl program as its entry point (default: alpine/openssl)")
    .optionsGroup("Output:")
    .addOption(repeatable("-o, --output <format[=file]>", `report to write (repeatable): ${PROBE_FORMATS.join(", ")}`))
    .addOption(colorOption())
    .option("-q, --quiet", "one line per disagreement, nothing else")
    .optionsGroup("Exit code:")
    .option("--allow-partial", "no exit code 3 for what could not be asked or read");
}

/** A repeatable option whose values are looked at as they come. */
function checked(flags: string, description: string, problem: (value: string) => string | null): Option {
  const option = repeatable(flags, `${description} (repeatable)`);
  const collect = option.parseArg;
  return option.argParser((value: string, before: unknown): unknown => {
    const wrong = problem(value);
    if (wrong !== null) throw new InvalidArgumentError(wrong);
    return collect?.(value, before);
  });
}

function number(flags: string, description: string, most: number): Option {
  return new Option(flags, description).argParser((value: string) => {
    const given = Number(value);
    if (/^\d{1,6}$/.test(value) && given >= 1 && given <= most) return given;
    throw new InvalidArgumentError(`"${value}" is no number from 1 to ${most}.`);
  });
}

function duration(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string) => {
    const milliseconds = parseDuration(value);
    if (milliseconds > 0) return milliseconds;
    throw new InvalidArgumentError("a probe without a limit would not end; write it as 30s or 2m.");
  });
}
