import { firstFew } from "../model/first-few.ts";
import type { ReportOptions } from "../report/contract.ts";
import { count, objectName, position } from "../report/describe.ts";
import { aligned, paragraphWidth, wrap } from "../report/layout.ts";
import { type Paint, painter } from "../report/paint.ts";
import type { Aspect, ProbeReport, RouteResult } from "./contract.ts";
import { aspectsOf, evidenceText, routeName, words } from "./render.ts";

export type TableOptions = Pick<ReportOptions, "width" | "color"> & { readonly brief: boolean };

/** For people: disagreements with both stories, then what was not asked, what cannot be told, and what agrees. */
export function* renderTable(report: ProbeReport, options: TableOptions): Generator<string> {
  const pen: Pen = { paint: painter(options.color), width: paragraphWidth(options) };
  const lines = options.brief ? briefLines(report) : tableLines(report, pen);
  for (const line of lines) yield `${line.trimEnd()}\n`;
}

interface Pen {
  readonly paint: Paint;
  readonly width: number;
}

function* briefLines({ routes }: ProbeReport): Generator<string> {
  for (const route of routes) {
    for (const { aspect, address } of aspectsOf(route, "disagrees")) {
      yield `${placeOf(route)} ${routeName(route)} ${aspect.what}: predicted ${words(aspect.predicted)}, ${address} says ${words(aspect.wire)}`;
    }
    if (route.result === "not-asked")
      yield `${placeOf(route)} ${routeName(route)} not asked: ${words(route.reason ?? "")}`;
  }
}

function placeOf({ source, object }: RouteResult): string {
  return source === null ? objectName(object) : position(source);
}

function* tableLines(report: ProbeReport, pen: Pen): Generator<string> {
  yield* headLines(report, pen);
  const of = (result: RouteResult["result"]): RouteResult[] => report.routes.filter((route) => route.result === result);
  for (const route of of("disagrees")) {
    yield "";
    yield* disagreementLines(route, pen);
  }
  yield* section("Could not be asked", notAskedLines(of("not-asked"), pen), pen);
  yield* section("Cannot be told from outside, so both are accepted", undecidedLines(report.routes, pen), pen);
  yield* section("Agrees", agreementLines(of("agrees")), pen);
  if (report.routes.length > 0) {
    yield "";
    yield* wrap(HOPS, pen.width);
  }
}

const HOPS =
  "What the controller does towards its backends cannot be seen from outside; --from-pod prints a line that looks at it.";

function* headLines({ summary }: ProbeReport, { paint, width }: Pen): Generator<string> {
  const { routes, agrees, disagrees, notAsked, undecided, connections, requests } = summary;
  const parts = [`${disagrees} disagree`, `${notAsked} could not be asked`, `${agrees} agree`];
  yield paint(disagrees > 0 ? "error" : "strong", `${count(routes, "route")}: ${parts.join(", ")}`);
  const open = undecided === 0 ? "" : `; ${count(undecided, "part")} of predictions cannot be told`;
  yield* wrap(
    `${count(connections, "connection")}, ${count(requests, "request")}, without credentials${open}`,
    width,
  ).map((line) => paint("dim", line));
}

function* disagreementLines(route: RouteResult, { paint, width }: Pen): Generator<string> {
  yield `${paint("error", "disagrees")} ${paint("strong", routeName(route))}`;
  yield* wrap(`${objectName(route.object)}${askedText(route)}`, width, "  ", "    ");
  for (const { aspect, address } of aspectsOf(route, "disagrees")) {
    yield `  ${aspect.what}`;
    yield* wrap(words(aspect.predicted), width, "    predicted  ");
    yield* wrap(`${words(aspect.wire)} (${words(address)})`, width, "    the wire   ");
    if (aspect.note !== null) yield* wrap(words(aspect.note), width, "               ");
    if (aspect.evidence !== null) yield* wrap(evidenceText(aspect.evidence), width, "    because    ");
  }
}

function askedText({ asked, notes }: RouteResult): string {
  const name = asked === null ? "" : `, asked as ${words(`${asked.name}${asked.path ?? ""}`)}`;
  return `${name}${notes.length === 0 ? "" : ` (${notes.map(words).join("; ")})`}`;
}

function* notAskedLines(routes: readonly RouteResult[], { width }: Pen): Generator<string> {
  for (const route of routes) yield* wrap(words(route.reason ?? ""), width, `  ${routeName(route)}  `, "    ");
}

/** Routes with the same doubt stand together. */
function* undecidedLines(routes: readonly RouteResult[], { width }: Pen): Generator<string> {
  const all = routes.flatMap((route) => aspectsOf(route, "undecided").map((item) => ({ ...item, route })));
  const groups = Map.groupBy(all, ({ aspect }) => doubtOf(aspect));
  for (const [doubt, items] of groups) {
    const names = [...new Set(items.map(({ route }) => routeName(route)))];
    yield* wrap(words(doubt), width, "  ", "    ");
    yield* wrap(firstFew(names, 5), width, "      ", "      ");
  }
}

function doubtOf({ what, predicted, wire, note }: Aspect): string {
  return `${what}: predicted ${predicted}, the wire ${wire}${note === null ? "" : `: ${note}`}`;
}

function* agreementLines(routes: readonly RouteResult[]): Generator<string> {
  const rows = routes.map((route) => {
    const agreed = new Set(aspectsOf(route, "agrees").map(({ aspect }) => aspect.what));
    const addresses = [...new Set(route.places.map(({ address }) => address))];
    return [`  ${routeName(route)}`, addresses.map(words).join(", "), [...agreed].join(", ")];
  });
  yield* aligned(rows);
}

function* section(title: string, lines: Iterable<string>, { paint }: Pen): Generator<string> {
  let first = true;
  for (const line of lines) {
    if (first) {
      yield "";
      yield paint("strong", title);
      first = false;
    }
    yield line;
  }
}
