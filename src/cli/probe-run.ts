import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Inventory } from "../inventory/inventory.ts";
import type { Hop, Report, Route } from "../model/report.ts";
import { ask } from "../probe/ask.ts";
import { compareAll } from "../probe/compare.ts";
import type { Known, ProbeReport } from "../probe/contract.ts";
import { podLines } from "../probe/from-pod.ts";
import { planRoutes } from "../probe/plan.ts";
import { routeName } from "../probe/render.ts";
import { wire } from "../probe/wire/transport.ts";
import { name, placeName, sentence, unread } from "../report/describe.ts";
import { VERSION } from "../version.ts";
import { UsageError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { hostsLike, parseAddress, routesFor } from "./match-route.ts";
import { didYouMean } from "./nearest.ts";
import { writeFile } from "./outputs.ts";
import { parseProbeOutputs, type ProbeFlags } from "./probe-flags.ts";
import { knownOf } from "./probe-known.ts";
import { authorityOf, portNumber } from "./probe-pod.ts";
import { auditInput } from "./session.ts";
import { type Streams, writeText } from "./streams.ts";
import { note, terminalOf, whileShowing } from "./terminal.ts";

/** Audits, connects, compares. @throws UsageError, ClusterError */
export async function probe(flags: ProbeFlags, streams: Streams): Promise<ExitCode> {
  let inventory = new Inventory({ objects: [], summaries: [] });
  const report = await auditInput(
    flags,
    streams,
    () => false,
    (read) => (inventory = read),
  );
  if (report.comparison !== undefined) {
    throw new UsageError(
      "what is not applied is not on the wire: probe the cluster, or the files, not one over the other",
    );
  }
  const routes = chosen(report, flags, streams);
  // A label for names and paths that nobody has: a fixed one could be given an answer of its own.
  const label = randomBytes(5).toString("hex");
  await writeText(unreadLines(report), streams.stderr, "the standard error");
  const partial = unread(report).length > 0 && !flags.allowPartial;
  if (flags.fromPod) {
    await writeText(podText(routes, inventory, flags, label), streams.stdout, "the standard output");
    return partial ? EXIT.incomplete : EXIT.clean;
  }
  const found = await run({ report, routes, known: knownOf(inventory, report) }, flags, streams, label);
  await write(found, flags, streams);
  if (partial || (found.summary.notAsked > 0 && !flags.allowPartial)) return EXIT.incomplete;
  return found.summary.disagrees > 0 ? EXIT.findings : EXIT.clean;
}

interface Subject {
  readonly report: Report;
  readonly routes: readonly Route[];
  readonly known: Known;
}

async function run(
  { report, routes, known }: Subject,
  flags: ProbeFlags,
  streams: Streams,
  label: string,
): Promise<ProbeReport> {
  const plans = planRoutes(routes, report.routes, known, { ...flags, label });
  const transport = wire({ timeout: flags.timeout, agent: `lasthop/${VERSION} (probe)` });
  const showing = `asking for ${routes.length} routes ...`;
  const seen = await whileShowing(streams, flags.quiet, showing, () => ask(plans, transport, { ...flags, label }));
  const catchAll = report.routes.some(({ host }) => host === "*");
  return compareAll(plans, seen, known, { version: VERSION, catchAll });
}

function chosen(report: Report, { wanted }: ProbeFlags, { directory }: Streams): readonly Route[] {
  if (wanted === null) return report.routes;
  const address = parseAddress(wanted);
  const routes = routesFor(address, report.routes);
  if (routes.length > 0) return routes;
  const meant = existsSync(join(directory, wanted)) || existsSync(wanted) ? `; to read it, write -f ${wanted}` : "";
  const near = didYouMean(address.host, hostsLike(report.routes));
  throw new UsageError(`no route of the input serves ${wanted}${meant === "" ? near : meant}`);
}

function* unreadLines(report: Report): Generator<string> {
  for (const { where, reason } of unread(report)) yield `lasthop: ${name(where)}: ${sentence(reason)}\n`;
}

async function write(report: ProbeReport, flags: ProbeFlags, streams: Streams): Promise<void> {
  const terminal = { ...terminalOf(streams, flags.color), brief: flags.quiet };
  for (const { render, file } of parseProbeOutputs(flags.outputs)) {
    if (file === null) {
      await writeText(render(report, terminal), streams.stdout, "the standard output");
      continue;
    }
    await writeFile(render(report, { ...terminal, width: null, color: false }), file);
    note(streams, flags.quiet, `wrote ${file}`);
  }
}

/** Comments and lines for a shell; equal lines once. */
function* podText(
  routes: readonly Route[],
  inventory: Inventory,
  { image }: ProbeFlags,
  label: string,
): Generator<string> {
  const said = new Set<string>();
  const options = {
    image,
    label,
    portNumber: (namespace: string, service: string, port: string) => portNumber(inventory, namespace, service, port),
    authorityOf: (hop: Hop) => authorityOf(inventory, hop),
  };
  for (const route of routes) {
    for (const { hop, note: what, line } of podLines(route, options)) {
      if (line !== null && said.has(line)) continue;
      said.add(line ?? "");
      yield `# ${routeName(route)}, ${hop.role}: ${placeName(hop.to)}\n# ${sentence(what)}\n`;
      if (line !== null) yield `${line}\n`;
    }
  }
}
