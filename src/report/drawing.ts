import type { Evidence, Hop, Place, Report, Route } from "../model/report.ts";
import type { Protection } from "../model/words.ts";
import type { ReportOptions } from "./contract.ts";
import {
  address,
  certificateName,
  controllerName,
  fieldKey,
  count,
  name,
  objectName,
  placeName,
  position,
  sentence,
} from "./describe.ts";
import { adviceLines, headLines } from "./finding-lines.ts";
import { incompleteLines } from "./incomplete-lines.ts";
import { concerns, groupByCause, shownFindings } from "./groups.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import { lockOf } from "./locks.ts";
import { type Paint, painter } from "./paint.ts";

/** More routes than these are named, not drawn. */
const DRAWN = 5;

/** Routes of a report, each hop by hop in the order that traffic takes, then its findings. */
export function* drawRoutes(report: Report, options: ReportOptions): Generator<string> {
  const pen: Pen = { paint: painter(options.color), width: paragraphWidth(options), options };
  for (const line of incompleteLines(report, pen)) yield `${line}\n`;
  for (const [index, route] of report.routes.slice(0, DRAWN).entries()) {
    if (index > 0) yield "\n\n";
    for (const line of routeLines(route, pen)) yield `${line.trimEnd()}\n`;
    for (const line of findingsOf(route, report, pen)) yield `${line}\n`;
  }
  const left = report.routes.slice(DRAWN).map(address);
  if (left.length === 0) return;
  const shown = left.length > 20 ? [...left.slice(0, 20), "..."] : left;
  yield `\n${wrap(`${count(left.length, "more route")}: ${shown.join(", ")}`, pen.width, "", "  ").join("\n")}\n`;
}

function* findingsOf(route: Route, report: Report, { options, paint }: Pen): Generator<string> {
  const own = report.findings.filter((finding) => concerns(finding, route));
  const open = own.filter((finding) => finding.suppressed === null).length;
  const suppressed = own.length - open;
  const hidden = suppressed > 0 && !options.showSuppressed ? `${suppressed} suppressed (--show-suppressed)` : null;
  yield "";
  if (open === 0) yield ["no findings", hidden].filter((part) => part !== null).join("; ");
  for (const [index, group] of groupByCause(shownFindings(own, options.showSuppressed)).entries()) {
    if (index > 0 || open === 0) yield "";
    yield* headLines(group.first, options, paint);
    yield* adviceLines(group.first, options, paint);
  }
  if (open > 0 && hidden !== null) yield hidden;
}

interface Pen {
  readonly paint: Paint;
  readonly width: number;
  readonly options: ReportOptions;
}

function* routeLines(route: Route, pen: Pen): Generator<string> {
  const { paint } = pen;
  yield* wrap(address(route), pen.width).map((line) => paint("strong", line));
  const weakest = route.weakest === route.pattern ? "" : `, weakest hop ${paint(route.weakest, route.weakest)}`;
  yield `${paint(route.pattern, route.pattern)}${weakest}`;
  const place = route.source === null ? "" : ` (${position(route.source)})`;
  yield* wrap(
    `${objectName(route.object)}${place}, served by ${controllerName(route.controller)}`,
    pen.width,
    "",
    "  ",
  );
  yield* evidenceLines(route.controller.because, "", pen);
  yield "";
  yield* chainLines(route, pen);
}

/** Hops that begin where the one before ended are one chain; the others branch off where they begin. */
function* chainLines(route: Route, pen: Pen): Generator<string> {
  let here: Place | null = null;
  for (const hop of route.hops) {
    if (here === null) yield placeLine(hop.from, pen);
    else if (!samePlace(here, hop.from)) {
      yield "";
      yield `${placeLine(hop.from, pen)}${hop.role === "client" ? "" : ` also, for ${ROLES[hop.role]}:`}`;
    }
    yield* hopLines(hop, route, pen);
    yield placeLine(hop.to, pen);
    here = hop.to;
  }
}

const ROLES: Readonly<Record<Hop["role"], string>> = {
  client: "clients",
  backend: "requests",
  auth: "external authentication",
  mirror: "copies of requests",
  errors: "error pages",
  waypoint: "the mesh",
  "default-backend": "requests that no rule takes",
};

function placeLine(place: Place, { paint }: Pen): string {
  return `  ${paint("strong", placeName(place))}`;
}

function samePlace(a: Place, b: Place): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

function* hopLines(hop: Hop, route: Route, pen: Pen): Generator<string> {
  const { unicode } = pen.options;
  const lock = lockOf(hop.protection, unicode);
  const bar = unicode ? "│" : "|";
  const rail = `    ${bar}`;
  const tone = hop.protection;
  yield rail;
  yield `${rail} ${pen.paint(tone, lock.shackle)} ${pen.paint(tone, protectionText(hop))}`;
  yield `${rail} ${pen.paint(tone, lock.body)} ${hop.role === "client" ? clientText(route) : MEANING[hop.protection]}`;
  if (hop.role === "client") yield* certificateLines(route, `${rail}         `, pen);
  yield* evidenceLines(hop.evidence, `${rail}         `, pen);
  for (const { fact, assumed, supply } of hop.assumptions) {
    yield* wrap(
      `${sentence(fact)}: ${sentence(assumed)}`,
      pen.width,
      `${rail}         assumed: `,
      `${rail}           `,
    );
    yield* wrap(sentence(supply), pen.width, `${rail}           to supply: `, `${rail}             `);
  }
  yield `    ${unicode ? "▼" : "v"}`;
}

const GIVERS: Readonly<Record<Hop["by"], string>> = {
  controller: "by the controller",
  mesh: "by the mesh",
  network: "by the network",
  application: "by the application",
  none: "",
};

function protectionText({ protection, by, status }: Hop): string {
  const giver = GIVERS[by];
  const answer = protection === "broken" && status !== null ? `: the client gets ${status}` : "";
  return `${protection}${giver === "" || protection === "broken" ? "" : ` ${giver}`}${answer}`;
}

const MEANING: Readonly<Record<Protection, string>> = {
  plaintext: "bytes in clear",
  "tls-unverified": "encrypted, any certificate is accepted",
  "tls-chain": "the chain is checked, the name is not",
  "tls-verified": "chain and name are checked",
  mtls: "both sides prove who they are",
  passthrough: "the client's own TLS goes through and ends in the pod",
  broken: "no traffic passes",
  unknown: "cannot be told from this input",
};

const TARGETS = { https: "", http: " to http", other: " to another host" } as const;

function clientText({ client, port }: Route): string {
  const { http, https, redirectStatus } = client;
  const tls = { terminates: "ends TLS", "passes-through": "passes TLS through", refused: "refuses" }[https];
  const status = redirectStatus === null ? "" : ` (${redirectStatus})`;
  const target = client.redirectTo === null ? "" : TARGETS[client.redirectTo];
  const plain = { serves: "serves in clear", redirects: `redirects${target}${status}`, refused: "refuses" }[http];
  if (port === null) return `port 443 ${tls}, port 80 ${plain}`;
  if (http === "refused" && https === "refused") return `port ${port} refuses`;
  return `port ${port} ${https === "refused" ? "refuses TLS" : tls}, ${http === "refused" ? "refuses clear text" : plain}`;
}

function certificateLines({ client }: Route, indent: string, pen: Pen): string[] {
  const own =
    client.certificate.kind === "none"
      ? []
      : wrap(`certificate: ${certificateName(client)}`, pen.width, indent, `${indent}  `);
  const asked = client.clientCertificate === "none" ? [] : [`${indent}client certificate: ${client.clientCertificate}`];
  return [...own, ...asked];
}

/** The deciding line, then what the controller makes of it and where that is known from. */
function* evidenceLines(items: readonly Evidence[], indent: string, pen: Pen): Generator<string> {
  for (const item of items) {
    if (item.source !== null || item.field !== "") {
      yield* wrap(fieldText(item), pen.width, indent, `${indent}  `).map((line) => dimAfter(line, indent, pen));
    }
    const inner = `${indent}  `;
    const under = item.field === "" ? indent : inner;
    yield* wrap(sentence(item.fact), pen.width, under, under);
    if (item.reference === undefined) continue;
    const basis = item.basis === undefined || item.reference.startsWith(item.basis) ? "" : `${item.basis}: `;
    yield* wrap(`[${basis}${sentence(item.reference)}]`, pen.width, inner, inner).map((line) =>
      dimAfter(line, indent, pen),
    );
  }
}

function dimAfter(line: string, indent: string, { paint }: Pen): string {
  return `${indent}${paint("dim", line.slice(indent.length))}`;
}

function fieldText({ source, object, field, value }: Evidence): string {
  const place = source !== null ? position(source) : object === null ? "" : objectName(object);
  const shown = value === null ? fieldKey(field) : `${fieldKey(field)}: ${name(value)}`;
  return [place, field === "" ? "" : shown].filter((part) => part !== "").join(" ");
}
