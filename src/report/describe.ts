import type { ClientHop, Finding, ObjectRef, Place, Report, Route, Skipped, Source } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { type Protection, weakestOf } from "../model/words.ts";

/** What reports call things. Everything that comes from an input is made safe to print here. */

/** Names and values are cut there: no real one is longer. */
const LIMIT = 400;

export function name(text: string): string {
  return visible(text, LIMIT);
}

/** A sentence that may hold names from an input. */
export function sentence(text: string): string {
  return visible(text, 2000);
}

export function position(source: Source): string {
  return `${name(source.file)}:${source.line}:${source.column}`;
}

/** Where to look: `file:line:column`, or the object's name for a live one. */
export function where(finding: Pick<Finding, "source" | "object">): string {
  return finding.source === null ? objectName(finding.object) : position(finding.source);
}

export function objectName({ kind, namespace, name: own }: ObjectRef): string {
  return name(`${kind} ${namespace === null ? own : `${namespace}/${own}`}`);
}

/** `host/path` as a client would ask for it; `host:port` for routes that are reached by port. */
export function address(route: Pick<Route, "host" | "path" | "port">): string {
  return name(route.port === null ? `${route.host}${route.path}` : `${route.host}:${route.port}${route.path}`);
}

export function controllerName(controller: Pick<Route["controller"], "id" | "version">): string {
  if (controller.id === "unknown") return "an unknown controller";
  return name(
    controller.version === null ? `${controller.id} (version unknown)` : `${controller.id} ${controller.version}`,
  );
}

/** A field as it is written in the manifest: the key alone for an annotation or a label, whose name says it all. */
export function fieldKey(field: string): string {
  return name(/^metadata\.(?:annotations|labels)\["(.+)"\]$/.exec(field)?.[1] ?? field);
}

export function placeName({ kind, name: own, namespace, port }: Place): string {
  const full = namespace === null ? own : `${namespace}/${own}`;
  const labelled = kind === "service" ? `Service ${full}` : full;
  return name(port === null ? labelled : `${labelled} port ${port}`);
}

/** What a client meets on port 443 and port 80, in two or three words. */
export function clientSummary({ http, https }: ClientHop): string {
  const tls = https === "terminates" ? "https" : https === "passes-through" ? "passthrough" : null;
  if (tls === null) return { serves: "http only", redirects: "redirect only", refused: "refused" }[http];
  return { serves: `${tls} and http`, redirects: `${tls}, redirect`, refused: `${tls} only` }[http];
}

export function certificateName({ certificate }: ClientHop): string {
  switch (certificate.kind) {
    case "secret":
      return name(`Secret ${certificate.namespace}/${certificate.name}`);
    case "controller-default":
      return "the controller's own";
    case "in-pod":
      return "in the pod";
    case "external":
      return name(certificate.detail);
    case "none":
      return "none";
  }
}

/** The protection on the way to the workload; null where the route leads to none. */
export function backendProtection(route: Route): Protection | null {
  const own = route.hops.filter((hop) => hop.role === "backend");
  const backends = own.length > 0 ? own : route.hops.filter((hop) => hop.role === "default-backend");
  return backends.length === 0 ? null : weakestOf(backends.map((hop) => hop.protection));
}

export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** `3 errors, 1 note`: the entries that are not zero, in the given order. */
export function tally(counts: Readonly<Record<string, number>>, nouns = false): string {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([word, number]) => (nouns ? count(number, word) : `${number} ${word}`))
    .join(", ");
}

/** What was to be read and could not be. */
export function unread(report: Report): Skipped[] {
  return report.inputs.flatMap((input) => input.skipped.filter((item) => item.error === true));
}

/** What was left out on purpose. */
export function leftOut(report: Report): Skipped[] {
  return report.inputs.flatMap((input) => input.skipped.filter((item) => item.error !== true));
}

/** Objects that declare routes and that no model reads; null when there are none. */
export function notJudged({ notJudged: counts }: Pick<Report, "notJudged">): string | null {
  const kinds = Object.entries(counts).map(([kind, objects]) => `${objects} ${kind.replace(/\..*/, "")}`);
  return kinds.length === 0 ? null : `${kinds.join(", ")} (this release does not model these kinds)`;
}
