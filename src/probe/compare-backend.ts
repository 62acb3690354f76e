import type { Route } from "../model/report.ts";
import type { Story } from "./answers.ts";
import type { Draft } from "./outcome.ts";

/**
 * Nothing of the backend hop can be seen from outside but that it is broken: null where no prediction of that kind is
 * made and none suggests itself.
 */
export function compareBackend(route: Route, plain: Story | null, tls: Story | null): Draft | null {
  const hops = route.hops.filter(({ role }) => role === "backend" || role === "default-backend");
  const answers = [tls, plain].filter((story) => story !== null && story.status !== null && story.redirect === null);
  const [answer] = answers;
  const status = answer?.status ?? null;
  if (hops.length === 0 || status === null) return null;
  const allBroken = hops.every(({ protection }) => protection === "broken");
  const wire = `${status}`;
  if (!allBroken) {
    if (hops.some(({ protection }) => protection === "unknown") || (status !== 502 && status !== 504)) return null;
    const note = "the controller has no good answer from the backend, or the application says so itself";
    return { predicted: "requests get to the backend", wire, outcome: "undecided", note };
  }
  const expected = hops.find((hop) => hop.status !== null)?.status ?? null;
  const predicted = expected === null ? "broken" : `broken: clients get ${expected}`;
  if (status === expected) return { predicted, wire, outcome: "agrees" };
  if (status < 400 && answer?.sure.includes("serves")) return { predicted, wire, outcome: "disagrees" };
  const note = "whether the controller or the application answers cannot be told from outside";
  return { predicted, wire, outcome: "undecided", note };
}
