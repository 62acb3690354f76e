import { describeSubject } from "../access/readers/reader.ts";
import type { Loss, Plan } from "../access/tighten/plan.ts";
import { firstFew } from "../model/first-few.ts";
import { type Fields, fields, text } from "../model/read.ts";
import type { ObjectRef } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { count, objectName } from "../report/describe.ts";
import { jsonText } from "../report/json.ts";
import { wrap } from "../report/layout.ts";
import { painter } from "../report/paint.ts";
import { manifestsYaml } from "./manifest-yaml.ts";
import type { Format } from "./who-can-read.ts";

export interface TightenLineOptions {
  readonly format: Format;
  /** Whether the input is the whole cluster. */
  readonly whole: boolean;
  readonly width: number | null;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** Names of namespaces and objects that one line lists. */
const MOST_NAMES = 6;

/** What would be lost and what is left, then the manifests. */
export function* tightenLines(plan: Plan, options: TightenLineOptions): Generator<string> {
  if (plan.broken.length > 0) {
    const who = visible(some(plan.broken.map(describeSubject)));
    yield `# No plan: it would take from expected readers what they need (${who}). That is a mistake of lasthop.\n`;
    return;
  }
  if (options.format === "json") {
    const { readers, ...rest } = plan;
    yield `${jsonText({ unexpectedReaders: { before: readers, after: plan.remaining.length }, ...rest })}\n`;
    return;
  }
  if (options.format === "yaml") {
    yield* manifests(plan);
    return;
  }
  const paint = painter(options.color);
  const title = (words: string): string => `\n${paint("strong", words)}\n`;
  yield `${summary(plan)}\n`;
  const losses = [...Map.groupBy(plan.losses, ({ subject }) => describeSubject(subject))];
  if (losses.length > 0) yield title("What is lost");
  for (const [who, own] of losses) {
    yield `  ${visible(who)}\n`;
    for (const line of lossLines(own, options)) yield* wrapped(line, options, 4);
  }
  for (const { subject, field, on, writtenOut, by } of plan.writtenOut) {
    const what = writtenOut.length === 0 ? "nothing else" : some(writtenOut);
    yield `  ${visible(`${describeSubject(subject)}: the "*" for ${field} of ${on} is written out, as ${what}`)} (${objectName(by)})\n`;
  }
  if (plan.gains.length > 0) yield title("What is given, since it came from a group that loses it");
  for (const { subject, verbs, names, scope, by } of plan.gains) {
    yield `  ${visible(`${describeSubject(subject)}: ${verbs.join(", ")} secrets${named(names)} ${place(scope)}`)} (${objectName(by)})\n`;
  }
  if (plan.kept.length > 0) yield title("Expected readers, who read what they need as before");
  for (const { subject, verbs, expected, secrets, everywhere } of plan.kept) {
    const what = `${describeSubject(subject)}: ${verbs.join(", ")} (${count(secrets, "Secret")}); ${expected}`;
    yield* wrapped(everywhere === null ? what : `${what}; ${everywhere}`, options);
  }
  if (plan.remaining.length > 0) yield title("Who still reads them, and why");
  for (const { subject, how, reasons, secrets } of plan.remaining) {
    const names = some(secrets.map(({ namespace, name }) => `${namespace}/${name}`));
    const why = reasons.length === 0 ? "" : `; ${reasons.join("; ")}`;
    yield* wrapped(`${describeSubject(subject)}: ${how}${why} (${names})`, options);
  }
  const notes = [...notesOf(plan, options)];
  if (notes.length > 0) yield title("Before you apply it");
  for (const note of notes) yield* wrapped(note, options);
  if (plan.apply.length + plan.remove.length === 0) return;
  yield title("Manifests (-o yaml prints them alone, for kubectl apply -f -)");
  yield* manifests(plan);
}

function summary({ secrets, readers, remaining, apply }: Plan): string {
  if (secrets.length === 0) return "no TLS Secret in the input, and nothing that makes one";
  const who = `${count(readers, "reader")} of ${count(secrets.length, "Secret")} that nobody expects`;
  if (readers === 0) return `${who}: nothing to tighten`;
  if (remaining.length === 0) return `${who}: none is left after this`;
  if (remaining.length === readers && apply.length === 0) return `${who}: all are left, and no role can be smaller`;
  return `${who}: ${remaining.length} left after this`;
}

/** Rights that are alike but for their resource share a line. */
function lossLines(losses: readonly Loss[], { unicode }: TightenLineOptions): string[] {
  const arrow = unicode ? "→" : "->";
  const alike = Map.groupBy(losses, (loss) =>
    JSON.stringify([loss.verbs, loss.names, loss.scope, loss.left, loss.way, loss.by]),
  );
  return [...alike.values()].flatMap((own) => {
    const [loss] = own;
    if (loss === undefined) return [];
    const { verbs, names, scope, left, way, by } = loss;
    const resources = own.map(({ group, resource }) => (group === "" ? resource : `${resource}.${group}`)).join(", ");
    const what = `${verbs.join(", ")} ${resources}${named(names)} ${place(scope)}`;
    return `${visible(`${what} ${arrow} ${leftWords(left, loss)}`)} (${visible(way)}; ${objectName(by)})`;
  });
}

/** What stays of a right, in as few words as tell it. */
function leftWords(left: Loss["left"], { verbs, names, scope }: Loss): string {
  const groups = Map.groupBy(left, (item) =>
    JSON.stringify([item.verbs, scope === null ? item.names : [item.scope, item.names.length > 0]]),
  );
  const words = [...groups.values()].map((own) => {
    const [first] = own;
    if (first === undefined) return "";
    const fewer = first.verbs.length < verbs.length ? `${first.verbs.join(", ")} ` : "";
    const all = [...new Set(own.flatMap((item) => item.names))];
    const which = all.length === 0 || all.join() === names.join() ? "" : `of ${some(all)} `;
    const places = [...new Set(own.flatMap((item) => item.scope ?? []))];
    return `${fewer}${which}${scope === null && places.length > 0 ? `in ${some(places)}` : ""}`.trim();
  });
  return words.length === 0 ? "nothing" : `only ${words.join(", and ")}`;
}

function named(names: readonly string[]): string {
  return names.length === 0 ? "" : ` ${some(names.map((name) => (name === "" ? '""' : name)))}`;
}

function place(scope: string | null): string {
  return scope === null ? "everywhere" : `in ${scope}`;
}

function some(names: readonly string[]): string {
  return firstFew(names, MOST_NAMES);
}

function* wrapped(words: string, { width }: TightenLineOptions, indent = 2): Generator<string> {
  for (const [index, line] of wrap(visible(words), Math.max(60, width ?? 120) - indent - 2).entries()) {
    yield `${" ".repeat(index === 0 ? indent : indent + 2)}${line}\n`;
  }
}

function* notesOf({ apply, losses, remove }: Plan, { whole }: TightenLineOptions): Generator<string> {
  if (losses.some(({ resource }) => !resource.startsWith("secrets"))) {
    yield "Some of what is lost is not about Secrets: whoever runs pods or gets into them reads what they mount. Where that work has to go on, keep the Secrets in a namespace of their own, or leave the way open with --keep. A program that needs a right for its work can be stated with --expect.";
  }
  if (losses.some(({ left, scope }) => scope === null || left.some(({ names }) => names.length > 0))) {
    yield whole
      ? "Rights that were written out count for the namespaces and names of now: later ones are not in them."
      : "Rights that were written out count for the namespaces and names that the input holds, and are lost in all others: what is printed from the whole cluster takes less away.";
  }
  if (losses.some(({ left }) => left.some(({ names, verbs }) => names.length > 0 && verbs.some(isListing)))) {
    yield "list and watch by name answer to fieldSelector=metadata.name=NAME alone: a program that watches all Secrets of a namespace fails with them.";
  }
  if (losses.some(({ resource, left, scope }) => resource === "secrets" && scope !== null && left.length === 0)) {
    yield "Of other Secrets only those that the input holds stay readable: add the names of those that are needed.";
  }
  if (!whole && apply.some(({ isNew, manifest }) => !isNew && "rules" in manifest)) {
    yield "A role that is changed where it stands is changed for bindings that the input does not hold, too.";
  }
  const owners = [...new Set(apply.flatMap(({ isNew, manifest }) => (isNew ? [] : (ownerOf(manifest) ?? []))))];
  if (owners.length > 0) {
    yield `${owners.join(" and ")} made some of these objects and will put them back: change them at their source as well.`;
  }
  if (remove.length > 0) yield "Apply in this order, and delete last: nobody is without what he keeps in between.";
}

function isListing(verb: string): boolean {
  return verb === "list" || verb === "watch";
}

/** Who keeps an object as it is, by the marks that it leaves on it. */
function ownerOf(manifest: Fields): string | undefined {
  const labels = fields(manifest, "metadata", "labels");
  const annotations = fields(manifest, "metadata", "annotations");
  const has = (prefix: string): boolean =>
    Object.keys({ ...labels, ...annotations }).some((key) => key.startsWith(prefix));
  if (text(labels, "app.kubernetes.io/managed-by") === "Helm" || has("meta.helm.sh/")) return "Helm";
  if (has("argocd.argoproj.io/")) return "Argo CD";
  return has("kustomize.toolkit.fluxcd.io/") || has("helm.toolkit.fluxcd.io/") ? "Flux" : undefined;
}

function* manifests({ apply, remove }: Plan): Generator<string> {
  if (apply.length === 0 && remove.length === 0) yield "# Nothing to change.\n";
  yield* manifestsYaml(apply.map(({ manifest }) => manifest));
  if (remove.length > 0) yield "# Then delete what grants more:\n";
  for (const object of remove) yield `# ${deletion(object)}\n`;
}

/** A line for a shell. */
function deletion({ kind, namespace, name }: ObjectRef): string {
  const what = quoted(`${kind.toLowerCase()}/${name}`);
  return visible(`kubectl delete ${what}${namespace === null ? "" : ` -n ${quoted(namespace)}`}`);
}

function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
