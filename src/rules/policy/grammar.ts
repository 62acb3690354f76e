import { CONTROLLER_IDS, SEVERITIES } from "../../model/words.ts";
import type { RequiredLevel } from "../contract.ts";
import { RULES } from "../registry.ts";
import { type Shape, schemaOf } from "./shape.ts";

export const LEVELS = [
  "edge",
  "re-encrypt",
  "verified",
  "passthrough",
  "mtls",
] as const satisfies readonly RequiredLevel[];

const LEVEL: Shape = { is: "word", words: LEVELS, what: "a level" };
const GLOB: Shape = { is: "text", what: "a pattern (* stands for any characters, ? for one)" };
const GLOBS: Shape = {
  is: "either",
  of: [GLOB, { is: "list", of: GLOB, what: "a list of patterns" }],
  what: GLOB.what,
};
const RULE: Shape = { is: "word", words: RULES.flatMap(({ id, slug }) => [id, slug]), what: "a rule's id or slug" };

/** `.lasthop.yaml`. */
export const POLICY: Shape = {
  is: "object",
  what: "a lasthop configuration",
  fields: {
    controllers: {
      shape: {
        is: "record",
        keys: CONTROLLER_IDS.filter((id) => id !== "unknown"),
        of: { is: "text", what: "a version", orNothing: true },
        what: "controllers that serve what the input leaves open, with their versions",
      },
    },
    require: {
      shape: {
        is: "either",
        what: "the level that routes must reach; of several entries the first that matches a route decides",
        of: [
          LEVEL,
          {
            is: "list",
            what: "a list of required levels",
            of: {
              is: "object",
              what: "a required level",
              fields: {
                level: { shape: LEVEL, required: true },
                namespace: { shape: GLOBS },
                host: { shape: GLOBS },
              },
            },
          },
        ],
      },
    },
    suppress: {
      shape: {
        is: "list",
        what: "a list of suppressions",
        of: {
          is: "object",
          what: "a suppression",
          fields: {
            rule: { shape: RULE, required: true },
            reason: { shape: { is: "text", what: "a reason" }, required: true },
            until: {
              shape: { is: "text", what: "a date such as 2026-12-31, the last day", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
            },
            object: {
              shape: {
                is: "object",
                what: "a selection of objects",
                fields: { kind: { shape: GLOBS }, namespace: { shape: GLOBS }, name: { shape: GLOBS } },
              },
            },
            host: { shape: GLOBS },
          },
        },
      },
    },
    severity: {
      shape: {
        is: "record",
        keys: RULE.words,
        of: { is: "word", words: SEVERITIES, what: "a severity" },
        what: "severities that replace the rules' own",
      },
    },
  },
};

/** The JSON schema of `.lasthop.yaml`, for editors. */
export function policySchema(): Record<string, unknown> {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: ".lasthop.yaml", ...schemaOf(POLICY) };
}
