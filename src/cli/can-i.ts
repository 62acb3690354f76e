import { Command, Option } from "commander";
import { flag, text, texts } from "../model/read.ts";
import type { Context } from "./command.ts";
import { UsageError } from "./errors.ts";

const EXIT_HELP = `
Exit codes, as of kubectl auth can-i:
  0  yes
  1  no
  2  wrong usage
  3  the input could not be read in full, or a review could not be answered (wins over 1)`;

/** What one question or a file of reviews was asked with. */
export interface CanIFlags {
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly as: string | null;
  readonly asGroups: readonly string[];
  readonly paths: readonly string[];
  readonly namespace: string | null;
  readonly allNamespaces: boolean;
  readonly aggregation: boolean;
  readonly why: boolean;
  readonly quiet: boolean;
}

export function canICommand({ program, streams, end }: Context): Command {
  return new Command("can-i")
    .description("what the API server would answer to a request, by the roles and bindings of the input")
    .argument("[verb]", "get, list, watch, patch, impersonate ..., or *")
    .argument("[resource]", "TYPE, TYPE/NAME or /PATH, with kubectl's short names and groups")
    .optionsGroup("Who asks:")
    .option("--as <user>", "user, or system:serviceaccount:NAMESPACE:NAME")
    .addOption(repeatable("--as-group <group>", "group (repeatable)"))
    .optionsGroup("What is asked:")
    .option("--subresource <name>", "subresource, such as log or exec")
    .option("-n, --namespace <name>", "namespace of the request, and of objects that name none (default: default)")
    .option("-A, --all-namespaces", "ask for all namespaces")
    .option("--reviews <file>", "answer the SubjectAccessReviews of a file, - for stdin")
    .optionsGroup("Input:")
    .addOption(
      repeatable("-f, --filename <path>", "file or directory with roles and bindings, - for stdin (repeatable)"),
    )
    .option("--no-aggregation", "no controller aggregates ClusterRoles: each has the rules that are written in it")
    .optionsGroup("Output:")
    .option("--why", "the binding, the role and the rule that decide, with their lines")
    .addOption(new Option("-o, --output <format>", "of --reviews").choices(["yaml", "json"]).default("yaml"))
    .option("-q, --quiet", "print nothing; the exit code is the answer")
    .addHelpText(
      "after",
      `
Examples:
  ${program} can-i get secrets --as system:serviceaccount:default:default -n production -f manifests/
  ${program} can-i list secrets --as alice --as-group ops -A -f rbac.yaml --why
  ${program} can-i create pods --subresource exec --as alice -f rbac.yaml
  ${program} can-i get /metrics --as-group system:monitoring --as alice -f rbac.yaml
  ${program} can-i --reviews reviews.yaml -f manifests/ -o json

The roles that every API server ships count too. Webhooks and the Node authorizer are not asked.
${EXIT_HELP}`,
    )
    .action(async (verb: string | undefined, resource: string | undefined, options: unknown) => {
      const flags = readFlags(verb, resource, options);
      const reviews = text(options, "reviews");
      if (reviews === undefined) {
        const { answer } = await import("./can-i-answer.ts");
        end(await answer(flags, streams));
        return;
      }
      if (verb !== undefined)
        throw new UsageError("--reviews asks what its file holds; VERB and RESOURCE go without it");
      if (flags.as !== null || flags.asGroups.length > 0) {
        throw new UsageError("--reviews asks for whom its file names; --as and --as-group go without it");
      }
      const { answerReviews } = await import("./can-i-reviews.ts");
      end(await answerReviews(reviews, flags, text(options, "output") === "json" ? "json" : "yaml", streams));
    });
}

function readFlags(verb: string | undefined, resource: string | undefined, options: unknown): CanIFlags {
  return {
    verb: verb ?? "",
    resource: resource ?? "",
    subresource: text(options, "subresource") ?? "",
    as: text(options, "as") ?? null,
    asGroups: texts(options, "asGroup"),
    paths: texts(options, "filename"),
    namespace: text(options, "namespace") ?? null,
    allNamespaces: flag(options, "allNamespaces") ?? false,
    aggregation: flag(options, "aggregation") ?? true,
    why: flag(options, "why") ?? false,
    quiet: flag(options, "quiet") ?? false,
  };
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: unknown) => [
    ...texts({ before }, "before"),
    value,
  ]);
}
