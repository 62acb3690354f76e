import { Authorizer, type Grant } from "../access/authorizer.ts";
import { isReview, readReview } from "../access/review.ts";
import { readInput } from "../input/read.ts";
import type { KubeObject } from "../model/objects.ts";
import { at } from "../model/read.ts";
import { nameOf, readAccess, warn } from "./access-input.ts";
import type { CanIFlags } from "./can-i.ts";
import { UsageError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Streams, writeText } from "./streams.ts";

type Filled = Readonly<Record<string, unknown>>;

/**
 * Prints every SubjectAccessReview of a file with its status filled in, in the order of the file. What is no review or
 * cannot be answered is named on the error stream, and the run ends with exit code 3.
 * @throws UsageError
 */
export async function answerReviews(
  file: string,
  flags: CanIFlags,
  format: "yaml" | "json",
  streams: Streams,
): Promise<ExitCode> {
  if (file === "-" && flags.paths.includes("-")) {
    throw new UsageError("--reviews and -f cannot both read the standard input");
  }
  const { rbac, code } = await readAccess(flags, streams);
  const { objects, summaries } = await readInput([file], { stdin: streams.stdin, render: false });
  const problems = summaries.flatMap(({ skipped }) => skipped.map(({ where, reason }) => `${where}: ${reason}`));
  const authorizer = new Authorizer(rbac);
  const filled: Filled[] = [];
  for (const object of objects) {
    const { answer, problem } = fill(object, authorizer);
    filled.push(answer);
    if (problem !== null) problems.push(problem);
  }
  if (objects.length === 0 && problems.length === 0) problems.push(`${file} holds no SubjectAccessReview`);
  for (const problem of problems) await warn(streams, problem);
  if (!flags.quiet) await writeText(await printed(filled, format), streams.stdout, "the standard output");
  return code === EXIT.incomplete || problems.length > 0 ? EXIT.incomplete : EXIT.clean;
}

function fill(
  object: KubeObject,
  authorizer: Authorizer,
): { readonly answer: Filled; readonly problem: string | null } {
  const failed = (reason: string) => {
    const source = object.origin.locate([]);
    const where = source === null ? object.origin.name : `${source.file}:${source.line}:${source.column}`;
    const status = { allowed: false, evaluationError: reason };
    return { answer: { ...object.body, status }, problem: `${where}: ${object.kind}: ${reason}` };
  };
  if (!isReview(object))
    return failed("this is no SubjectAccessReview or LocalSubjectAccessReview of authorization.k8s.io/v1");
  const review = readReview(object);
  if (!review.valid) return failed(review.reason);
  const { allowed, reason, grant } = authorizer.decide(review.identity, review.request);
  const status = {
    allowed,
    ...(reason === "" ? {} : { reason }),
    ...(grant === null ? {} : { decidedBy: decidedBy(grant) }),
  };
  return { answer: { ...object.body, status }, problem: null };
}

/** What the API server does not say: the objects that decide, and the lines where they stand. */
function decidedBy({ binding, subject, rule }: Grant): Filled {
  const place = ({ kind, namespace, name }: KubeObject): string => `${kind} ${nameOf({ namespace, name })}`;
  const line = (object: KubeObject, path: readonly (string | number)[]): string | undefined => {
    const source = object.origin.locate(path);
    return source === null ? undefined : `${source.file}:${source.line}:${source.column}`;
  };
  return withoutUndefined({
    binding: place(binding.object),
    bindingAt: line(binding.object, ["subjects", subject.index]),
    subject: `${subject.kind} ${subject.namespace === "" ? subject.name : `${subject.namespace}/${subject.name}`}`,
    role: place(rule.role),
    rule: at(rule.role.body, ...rule.path),
    ruleAt: line(rule.role, rule.path),
  });
}

function withoutUndefined(fields: Filled): Filled {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function printed(filled: readonly Filled[], format: "yaml" | "json"): Promise<Iterable<string>> {
  if (format === "json") {
    const [only, ...others] = filled;
    const whole = only !== undefined && others.length === 0 ? only : { apiVersion: "v1", kind: "List", items: filled };
    return [`${JSON.stringify(whole, null, 2)}\n`];
  }
  const { dump } = await import("js-yaml");
  return filled.map((item, index) => `${index === 0 ? "" : "---\n"}${dump(item, { lineWidth: -1, noRefs: true })}`);
}
