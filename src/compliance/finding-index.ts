import type { Topic } from "../model/compliance.ts";
import type { Finding, ObjectRef, Route } from "../model/report.ts";
import { topicsOfRule } from "./rule-topics.ts";

/** Findings by what they concern: a route, or an object that declares routes or holds a key. */
export class FindingIndex {
  readonly #ofRoute = new Map<string, Finding[]>();
  readonly #ofObject = new Map<string, Finding[]>();

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) {
      const routes = finding.routes ?? (finding.route === null ? [] : [finding.route]);
      for (const route of routes) add(this.#ofRoute, route, finding);
      if (routes.length === 0) add(this.#ofObject, keyOf(finding.object), finding);
    }
  }

  /** Findings of a route, and those of its object that name no route. */
  about(route: Route): readonly Finding[] {
    return [...(this.#ofRoute.get(route.id) ?? []), ...(this.#ofObject.get(keyOf(route.object)) ?? [])];
  }

  aboutSecret({ namespace, name }: { readonly namespace: string; readonly name: string }): readonly Finding[] {
    return this.#ofObject.get(keyOf({ apiVersion: "v1", kind: "Secret", namespace, name })) ?? [];
  }
}

export function isAbout(finding: Finding, topic: Topic): boolean {
  return (topicsOfRule(finding.rule) ?? []).includes(topic);
}

function add(map: Map<string, Finding[]>, key: string, finding: Finding): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [finding]);
  else known.push(finding);
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
