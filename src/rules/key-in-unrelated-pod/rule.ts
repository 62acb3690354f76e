import type { Inventory } from "../../inventory/inventory.ts";
import type { KeyHolder } from "../../model/key-access.ts";
import { fields } from "../../model/read.ts";
import type { Place } from "../../model/report.ts";
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
    for (const holder of keyAccess.holders) {
      const { key, object } = holder;
      if (controllers.has(`${object.namespace}/${object.name}`) || backends.mayBe(holder)) continue;
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
  /** Services by namespace and name of the Secret. */
  readonly #byKey = new Map<string, Map<string, Place[]>>();
  readonly #inventory: Inventory;

  constructor({ paths, inventory }: RuleInput) {
    this.#inventory = inventory;
    for (const { route } of paths) {
      const { certificate } = route.client;
      if (certificate.kind !== "secret") continue;
      let there = this.#byKey.get(certificate.namespace);
      if (there === undefined) this.#byKey.set(certificate.namespace, (there = new Map()));
      let services = there.get(certificate.name);
      if (services === undefined) there.set(certificate.name, (services = []));
      for (const { to } of route.hops) if (to.kind === "service") services.push(to);
    }
  }

  /** Whether a route with its key leads to a pod, or to a Service of which the input does not say what it leads to. */
  mayBe({ key, object, labels }: KeyHolder): boolean {
    const services = this.#byKey.get(key.namespace)?.get(key.name) ?? [];
    return services.some(({ namespace, name }) => {
      if (namespace !== object.namespace || namespace === null) return false;
      const found = this.#inventory.service(namespace, name);
      const selector = fields(found?.body, "spec", "selector");
      const keys = Object.keys(selector);
      return keys.every((label) => selector[label] === labels[label]);
    });
  }
}
