import { Command, Option } from "commander";
import { KubeconfigError } from "../input/cluster/errors.ts";
import { resourceName } from "../input/cluster/kinds.ts";
import type { Need, Reviewed } from "../input/cluster/needs.ts";
import { text } from "../model/read.ts";
import { name } from "../report/describe.ts";
import { aligned } from "../report/layout.ts";
import { type Paint, painter } from "../report/paint.ts";
import {
  type ClusterFlags,
  connectOptions,
  readClusterFlags,
  readNamespace,
  withClusterFlags,
} from "./cluster-flags.ts";
import type { Context } from "./command.ts";
import { EXIT } from "./exit.ts";
import { colorOption, readColor } from "./flags.ts";
import { usageError } from "./live.ts";
import { roleYaml } from "./role-yaml.ts";
import { type Streams, writeText } from "./streams.ts";
import { terminalOf } from "./terminal.ts";

const EXIT_HELP = `
Exit codes:
  0  everything that an audit needs is allowed
  1  something is missing
  2  wrong usage or configuration
  3  the cluster cannot be reached`;

export function doctorCommand({ program, streams, end }: Context): Command {
  const command = new Command("doctor")
    .description("whether a cluster may be read, and the smallest role that would do")
    .addOption(
      new Option("-o, --output <format>", "table and roles, the roles alone, or JSON")
        .choices(["table", "yaml", "json"])
        .default("table"),
    )
    .addOption(colorOption())
    .option("-n, --namespace <name>", "for a run on this namespace alone")
    .option("-A, --all-namespaces", "for a run on all namespaces (the default)");
  return withClusterFlags(command)
    .addHelpText(
      "after",
      `
Examples:
  ${program} doctor --as system:serviceaccount:audit:lasthop
  ${program} doctor -o yaml | kubectl apply -f -
${EXIT_HELP}`,
    )
    .action(async (options: unknown) => {
      const flags = readClusterFlags(options);
      const found = await examine(flags, streams);
      const output = text(options, "output");
      const paint = painter(terminalOf(streams, readColor(options)).color);
      const pieces = output === "yaml" ? roles(found) : output === "json" ? asJson(found) : asTable(found, paint);
      await writeText(pieces, streams.stdout, "the standard output");
      end(missing(found).length === 0 ? EXIT.clean : EXIT.findings);
    });
}

interface Examined {
  readonly context: string;
  readonly server: string | null;
  readonly namespace: string | null;
  readonly reviewed: readonly Reviewed[];
  /** Secrets included, whatever was asked: for the roles. */
  readonly needs: readonly Need[];
}

async function examine(flags: ClusterFlags, streams: Streams): Promise<Examined> {
  const [{ connect }, { discover }, { needsOf, reviewNeeds }] = await Promise.all([
    import("../input/cluster/connect.ts"),
    import("../input/cluster/discover.ts"),
    import("../input/cluster/needs.ts"),
  ]);
  const namespace = readNamespace(flags);
  const connection = await connect(connectOptions(flags, streams.env)).catch((error: unknown) => {
    throw error instanceof KubeconfigError ? usageError(error, true) : error;
  });
  try {
    const { served, version } = await discover(connection);
    const reviewed = await reviewNeeds(connection, needsOf(served, { namespace, secrets: flags.secrets }));
    const needs = needsOf(served, { namespace, secrets: true });
    return { context: connection.context, server: version, namespace, reviewed, needs };
  } finally {
    connection.close();
  }
}

function missing({ reviewed }: Examined): Reviewed[] {
  return reviewed.filter(({ need, allowed }) => !need.optional && !allowed);
}

function* asTable(found: Examined, paint: Paint): Generator<string> {
  const { context, server, reviewed } = found;
  yield `${paint("strong", name(context))}, Kubernetes ${server === null ? "of unknown version" : name(server)}\n\n`;
  const [header = "", ...rows] = aligned([
    ["VERB", "RESOURCE", "WHERE", "ALLOWED", "WHAT FOR"],
    ...reviewed.map(({ need, allowed }) => [
      need.verb,
      resourceName(need.kind),
      placeOf(need),
      allowed ? "yes" : need.optional ? "no (optional)" : "NO",
      need.why,
    ]),
  ]);
  yield `${paint("dim", header.trimEnd())}\n`;
  for (const [index, row] of rows.entries()) {
    const item = reviewed[index];
    const bad = item !== undefined && !item.allowed && !item.need.optional;
    yield `${bad ? paint("error", row.trimEnd()) : row.trimEnd()}\n`;
  }
  const lacking = missing(found).length;
  yield lacking === 0
    ? "\nEverything that an audit needs is allowed.\n\n"
    : `\n${lacking} of these are missing: what rests on them is unknown or assumed, and the run exits with 3.\n\n`;
  yield* roles(found);
}

function placeOf({ kind, namespace }: Need): string {
  if (!kind.namespaced) return "the cluster";
  return namespace ?? "all namespaces";
}

/** The smallest roles for the kinds that this cluster serves. No verb in them writes. */
function* roles({ namespace, needs }: Examined): Generator<string> {
  const own = needs.filter(({ optional }) => !optional);
  const plain = own.filter(({ kind }) => kind.how !== "tls");
  const role = namespace === null ? "clusterrole" : "role";
  const where = namespace === null ? "" : ` -n ${namespace}`;
  yield `# What an audit reads. Bind it: kubectl create ${role}binding lasthop --${role}=lasthop --serviceaccount=NAMESPACE:NAME${where}\n`;
  yield roleYaml("lasthop", namespace, own);
  yield "---\n# The same without Secrets: what they hold is assumed, and the report says so (lasthop audit --no-secrets).\n";
  yield roleYaml("lasthop-without-secrets", namespace, plain);
  const beyond = needs.filter(({ optional, kind }) => optional && kind.for === "routes");
  if (beyond.length > 0) {
    yield "---\n# Optional, and no Role can give it: classes, and the controllers that serve the namespace from another one.\n";
    yield roleYaml("lasthop-controllers", null, beyond);
  }
  const access = needs.filter(({ kind }) => kind.for === "access");
  yield "---\n# Optional: what lasthop snapshot reads beside it, for who may read which Secret.\n";
  yield roleYaml("lasthop-access", null, access);
}

function* asJson(found: Examined): Generator<string> {
  const { context, server, namespace, reviewed } = found;
  const permissions = reviewed.map(({ need, allowed }) => ({
    verb: need.verb,
    resource: resourceName(need.kind),
    namespace: need.namespace,
    allowed,
    optional: need.optional,
    why: need.why,
  }));
  const complete = missing(found).length === 0;
  yield `${JSON.stringify({ context, server, namespace, complete, permissions }, null, 2)}\n`;
}
