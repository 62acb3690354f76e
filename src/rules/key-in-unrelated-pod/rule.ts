import type { KeyName, KeyPod } from "../../model/key-access.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields } from "../../model/read.ts";
import type { Place, Route } from "../../model/report.ts";
import { defineRule, type RuleInput } from "../contract.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "key-in-unrelated-pod";

export const rule = defineRule({
  id: "LH4005",
  slug: SLUG,
  severity: "note",
  summary: "A pod that serves none of its routes has the key of a route",
  messages: {
    volume: "{object} mounts the key of Secret {key}, and no route with it leads there",
    variable: "{object} has the key of Secret {key} in its environment",
  },
  *check(input) {
    const { keyAccess, instances } = input;
    const controllers = new Set(instances.map(({ name }) => name));
    const backends = new Backends(input);
    for (const holder of keyAccess.holders((pod, key) => backends.mayBe(pod, key))) {
      const { key, object } = holder;
      if (controllers.has(`${object.namespace}/${object.name}`)) continue;
      const place = holder.place();
      if (place === null) continue;
      const { at, evidence, variable } = place;
      const data = { object: `${object.kind} ${object.namespace}/${object.name}`, key: `${key.namespace}/${key.name}` };
      yield {
        message: variable ? "variable" : "volume",
        data,
        object,
        at,
        evidence,
        // An environment is shown by crash reports and by every tool that looks at a process.
        severity: variable ? "warning" : "note",
        remedy: remedyFor(SLUG, undefined),
      };
    }
  },
});

/** The pods behind the routes that serve a key. */
class Backends {
  /** By namespace: few are in one, and most are never asked for. */
  readonly #routes = new Map<string, Route[]>();
  readonly #services = new Map<string, KubeObject[]>();

  constructor({ paths, inventory }: RuleInput) {
    for (const { route } of paths) {
      const { certificate } = route.client;
      if (certificate.kind === "secret") add(this.#routes, certificate.namespace, route);
    }
    for (const service of inventory.all("Service.")) add(this.#services, service.namespace ?? "", service);
  }

  /** Whether a route with its key leads to a pod, or to a Service of which the input does not say what it leads to. */
  mayBe(pod: KeyPod, { namespace, name }: KeyName): boolean {
    return (this.#routes.get(namespace) ?? []).some(({ client: { certificate }, hops }) => {
      if (certificate.kind !== "secret" || certificate.name !== name) return false;
      return hops.some(({ to }) => to.kind === "service" && this.#leadsTo(to, pod));
    });
  }

  #leadsTo({ namespace, name }: Place, { object, labels }: KeyPod): boolean {
    if (namespace === null || namespace !== object.namespace) return false;
    const service = this.#services.get(namespace)?.find((item) => item.name === name);
    const selector = fields(service?.body, "spec", "selector");
    return Object.keys(selector).every((label) => selector[label] === labels[label]);
  }
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}
