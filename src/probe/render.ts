import type { Evidence } from "../model/report.ts";
import { name, objectName, position, sentence } from "../report/describe.ts";
import type { Aspect, RouteResult } from "./contract.ts";

/** What the outputs of a probe have in common. Everything that comes from an input or a server is made safe to print. */

export const RESULTS = { agrees: "agrees", disagrees: "disagrees", "not-asked": "could not be asked" } as const;

export function routeName({ host, path, port }: Pick<RouteResult, "host" | "path" | "port">): string {
  return name(port === null ? `${host}${path}` : `${host}:${port}${path}`);
}

export function words(text: string): string {
  return sentence(text.length > 300 ? `${text.slice(0, 297)}...` : text);
}

/** `file:line:column field: value`, then the fact. */
export function evidenceText({ source, object, field, value, fact }: Evidence): string {
  const place = source !== null ? position(source) : object === null ? "" : objectName(object);
  const shown = field === "" ? "" : value === null ? name(field) : `${name(field)}: ${name(value)}`;
  return [place, shown, sentence(fact)].filter((part) => part !== "").join(" ");
}

export function aspectsOf(route: RouteResult, outcome: Aspect["outcome"]): { aspect: Aspect; address: string }[] {
  return route.places.flatMap(({ address, aspects }) =>
    aspects.filter((item) => item.outcome === outcome).map((aspect) => ({ aspect, address })),
  );
}
