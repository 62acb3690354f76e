import fc from "fast-check";
import { serviceAccountUser } from "../../src/access/request.ts";
import { isFields, list, text, texts } from "../../src/model/read.ts";
import { type Question, questions } from "./rbac-worlds.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** Numbers that choose among whatever a world holds, and a question for what is left open or strays from the aim. */
const aims = fc.record({ picks: fc.array(fc.nat(997), { minLength: 9, maxLength: 9 }), base: questions });

/**
 * A world with questions of which most are aimed at its grants: somebody whom a binding names asks for what the bound
 * role allows, or for something that differs in one part.
 */
export function withQuestions(
  worlds: fc.Arbitrary<readonly Manifest[]>,
  count: { readonly minLength: number; readonly maxLength: number },
): fc.Arbitrary<readonly [readonly Manifest[], readonly Question[]]> {
  return fc
    .tuple(fc.noBias(worlds), fc.noBias(fc.array(aims, count)))
    .map(([world, asked]) => [world, asked.map(({ picks, base }) => aimed(world, picks, base))] as const);
}

function aimed(world: readonly Manifest[], picks: readonly number[], base: Question): Question {
  const pick = <Item>(items: readonly Item[], which: number): Item | undefined =>
    items[(picks[which] ?? 0) % Math.max(1, items.length)];
  const binding = pick(
    world.filter(({ kind }) => String(kind).endsWith("Binding")),
    0,
  );
  const subject = pick(list(binding, "subjects"), 1);
  if (binding === undefined || subject === undefined || (picks[2] ?? 0) % 5 === 0) return base;
  const namespace = text(binding, "metadata", "namespace");
  const roles = world.filter(
    (object) =>
      object["kind"] === text(binding, "roleRef", "kind") &&
      text(object, "metadata", "name") === text(binding, "roleRef", "name"),
  );
  const rule = pick(list(pick(roles, 3), "rules"), 3);
  const request = isFields(rule) ? requestFor(rule, pick, base) : base.request;
  const inPlace =
    request.kind === "resource" && namespace !== undefined && (picks[4] ?? 0) % 6 !== 0
      ? { ...request, namespace }
      : request;
  return { identity: identityFor(subject, namespace ?? "", base), request: inPlace };
}

function identityFor(subject: unknown, namespace: string, { identity }: Question): Question["identity"] {
  const name = text(subject, "name") ?? "";
  if (text(subject, "kind") === "Group") return { user: identity.user, groups: [...identity.groups, name] };
  if (text(subject, "kind") === "User") return { user: name === "" ? "nobody" : name, groups: identity.groups };
  return { user: serviceAccountUser(text(subject, "namespace") ?? namespace, name), groups: identity.groups };
}

type Pick = <Item>(items: readonly Item[], which: number) => Item | undefined;

function requestFor(rule: Manifest, pick: Pick, { request }: Question): Question["request"] {
  const verb = concrete(pick(texts(rule, "verbs"), 5), request.verb);
  const url = pick(texts(rule, "nonResourceURLs"), 6);
  if (url !== undefined) return { kind: "path", verb, path: url.replace(/\*+$/, "any") };
  if (request.kind === "path") return request;
  const written = pick(texts(rule, "resources"), 7) ?? "";
  const [resource = "", subresource = ""] =
    written === "*" ? [request.resource, request.subresource] : written.split("/");
  return {
    ...request,
    verb,
    group: concrete(pick(texts(rule, "apiGroups"), 6), request.group),
    resource: concrete(resource, request.resource),
    subresource,
    name: pick(texts(rule, "resourceNames"), 8) ?? request.name,
  };
}

function concrete(written: string | undefined, other: string): string {
  return written === undefined || written === "*" ? other : written;
}
