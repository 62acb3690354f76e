import type { Binding, Rbac, Subject } from "./rbac.ts";
import { userOf } from "./rbac.ts";
import { type AccessRequest, type Identity, MASTERS } from "./request.ts";
import { type Rule, ruleAllows } from "./rule.ts";

/** What lets a request pass: the first subject that applies, in the first binding of a role with such a rule. */
export interface Grant {
  readonly binding: Binding;
  readonly subject: Subject;
  readonly rule: Rule;
}

export interface Decision {
  readonly allowed: boolean;
  /** In the API server's own words, as in `status.reason` of a review; empty where it has none. */
  readonly reason: string;
  /** null where the request is denied, and for system:masters, whom no binding lets pass. */
  readonly grant: Grant | null;
  /** Bindings of roles that are not there, which would apply to the asker. */
  readonly dangling: readonly Binding[];
}

interface Applicable {
  readonly order: number;
  readonly binding: Binding;
  readonly subject: Subject;
}

/** Answers as the RBAC authorizer of kube-apiserver does. Webhooks, the Node authorizer and ABAC are not asked. */
export class Authorizer {
  readonly rbac: Rbac;
  readonly #byUser = new Map<string, Applicable[]>();
  readonly #byGroup = new Map<string, Applicable[]>();

  constructor(rbac: Rbac) {
    this.rbac = rbac;
    for (const [order, binding] of rbac.bindings.entries()) {
      for (const subject of binding.subjects) {
        const user = userOf(subject);
        const [index, key] = user === null ? [this.#byGroup, subject.name] : [this.#byUser, user];
        const known = index.get(key);
        if (known === undefined) index.set(key, [{ order, binding, subject }]);
        else known.push({ order, binding, subject });
      }
    }
  }

  /** kubernetes v1.36.3 plugin/pkg/auth/authorizer/rbac/rbac.go Authorize, after pkg/registry/rbac/validation/rule.go. */
  decide(identity: Identity, request: AccessRequest): Decision {
    if (identity.groups.includes(MASTERS)) return { allowed: true, reason: "", grant: null, dangling: [] };
    const namespace = request.kind === "resource" ? request.namespace : "";
    const dangling: Binding[] = [];
    for (const { binding, subject } of this.applicable(identity, namespace)) {
      if (binding.role === null) dangling.push(binding);
      const rule = binding.rules.find((item) => ruleAllows(item, request));
      if (rule === undefined) continue;
      return { allowed: true, reason: allowedBy(binding, subject), grant: { binding, subject, rule }, dangling };
    }
    return { allowed: false, reason: deniedFor(dangling), grant: null, dangling };
  }

  /** Bindings that count for somebody in a namespace (empty for none), each with the first subject that applies. */
  applicable({ user, groups }: Identity, namespace: string): readonly Applicable[] {
    const found = new Map<number, Applicable>();
    for (const list of [this.#byUser.get(user), ...groups.map((group) => this.#byGroup.get(group))]) {
      for (const item of list ?? []) {
        if (item.binding.namespace !== null && item.binding.namespace !== namespace) continue;
        const known = found.get(item.order);
        if (known === undefined || item.subject.index < known.subject.index) found.set(item.order, item);
      }
    }
    return [...found.values()].sort((a, b) => a.order - b.order);
  }
}

function allowedBy({ object, roleKind, roleName }: Binding, subject: Subject): string {
  const binding = object.namespace === null ? object.name : `${object.name}/${object.namespace}`;
  const whom = subject.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace}` : subject.name;
  const role = `${roleKind} ${quoted(roleName)}`;
  return `RBAC: allowed by ${object.kind} ${quoted(binding)} of ${role} to ${subject.kind} ${quoted(whom)}`;
}

function deniedFor(dangling: readonly Binding[]): string {
  const messages = dangling.map(
    ({ roleKind, roleName }) => `${roleKind.toLowerCase()}.rbac.authorization.k8s.io ${quoted(roleName)} not found`,
  );
  const [first, ...others] = new Set(messages);
  if (first === undefined) return "";
  return others.length === 0 ? `RBAC: ${first}` : `RBAC: [${[first, ...others].join(", ")}]`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
