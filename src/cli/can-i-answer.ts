import { Authorizer, type Decision } from "../access/authorizer.ts";
import { explainDecision } from "../access/explain.ts";
import { type AccessRequest, impersonated } from "../access/request.ts";
import { findResource } from "../access/resources.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { visible } from "../model/visible.ts";
import { readAccess, warn } from "./access-input.ts";
import type { CanIFlags } from "./can-i.ts";
import { UsageError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { stepLine } from "./step-line.ts";
import { type Streams, writeText } from "./streams.ts";

/** Verbs that the API server or one of its parts asks for; any other is asked for by nobody. kubectl's cani.go. */
const VERBS = new Set(
  "get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest".split(
    " ",
  ),
);
const PATH_VERBS = new Set("get put post head options delete patch *".split(" "));
/** Resources that are asked for and that no API server lists. */
const UNLISTED = new Set(["users", "groups", "userextras", "uids", "signers"]);

/** Answers one question on the standard output. @throws UsageError */
export async function answer(flags: CanIFlags, streams: Streams): Promise<ExitCode> {
  if (flags.verb === "" || flags.resource === "") {
    throw new UsageError("name a verb and a resource, as in `can-i get secrets`, or --reviews FILE");
  }
  if (flags.as === null || flags.as === "") {
    const why = flags.asGroups.length > 0 ? "a group is nobody without a user" : "files do not tell who you are";
    throw new UsageError(`say who asks with --as USER: ${why}`);
  }
  if (flags.resource.startsWith("/") && flags.subresource !== "") {
    throw new UsageError("--subresource goes with a resource, not with a path");
  }
  const { inventory, rbac, code } = await readAccess(flags, streams);
  const { request, notes } = requestOf(flags, inventory);
  for (const note of notes) await warn(streams, note);
  const decision = new Authorizer(rbac).decide(impersonated(flags.as, flags.asGroups), request);
  if (!flags.quiet) await writeText(answerLines(decision, flags.why), streams.stdout, "the standard output");
  return code === EXIT.incomplete ? code : decision.allowed ? EXIT.clean : EXIT.findings;
}

/** kubectl v0.36.3 pkg/cmd/auth/cani.go Complete and resourceFor. */
function requestOf(
  { verb, resource: written, subresource, namespace, allNamespaces }: CanIFlags,
  inventory: Inventory,
): { readonly request: AccessRequest; readonly notes: readonly string[] } {
  if (written.startsWith("/")) {
    const notes = PATH_VERBS.has(verb) ? [] : [`verb "${verb}" is asked for no path`];
    return { request: { kind: "path", verb, path: written }, notes };
  }
  const notes: string[] = [];
  const slash = written.indexOf("/");
  const [type, name] = slash < 0 ? [written, ""] : [written.slice(0, slash), written.slice(slash + 1)];
  const found = type === "*" ? null : findResource(type, inventory);
  const dot = type.indexOf(".");
  const guessed = dot < 0 ? { plural: type, group: "" } : { plural: type.slice(0, dot), group: type.slice(dot + 1) };
  const { plural, group } = found ?? guessed;
  if (found === null && type !== "*" && !UNLISTED.has(plural)) {
    notes.push(`the API server has no resource "${type}" of its own, and no CustomResourceDefinition of the input has`);
  }
  if (!VERBS.has(verb) && !verb.startsWith("impersonate")) notes.push(`verb "${verb}" is not a known verb`);
  if (found?.namespaced === false && !allNamespaces) notes.push(`resource "${plural}" is not namespace scoped`);
  if (subresource === "" && found?.subresources.includes(name) === true) {
    notes.push(
      `${written} is the object named "${name}", as kubectl reads it; the subresource is --subresource ${name}`,
    );
  }
  const scope = allNamespaces ? "" : (namespace ?? "default");
  return { request: { kind: "resource", verb, group, resource: plural, subresource, namespace: scope, name }, notes };
}

function* answerLines(decision: Decision, why: boolean): Generator<string> {
  const told = !decision.allowed && decision.reason !== "" ? ` - ${visible(decision.reason)}` : "";
  yield `${decision.allowed ? "yes" : "no"}${told}\n`;
  if (!why) return;
  const steps = explainDecision(decision);
  for (const step of steps) yield `  ${stepLine(step)}\n`;
  if (steps.length === 0) yield "  no binding that applies has a rule for it\n";
}
