import type { ControllerModule } from "../src/controllers/contract.ts";
import type { AnnotationSpec, InvalidEffect } from "../src/controllers/settings-contract.ts";

const ON_INVALID: Readonly<Record<InvalidEffect, string>> = {
  "falls-back": "the default is used",
  "rejects-object": "the whole object is not served",
  "denies-location": "the paths of the object answer 503",
  "drops-feature": "the feature is silently off",
  freezes: "the controller takes no later change",
  taken: "taken as it is",
};

export function controllerIndex(controllers: readonly ControllerModule[]): string {
  const lines = [
    "# Controllers",
    "",
    "| id | controller | Ingress | Gateway API | annotations known |",
    "|---|---|---|---|---|",
    ...controllers.map((controller) => {
      const known = controller.annotations.annotations.length;
      const cells = [cell(controller.title), ingressOf(controller), gatewaysOf(controller), known];
      return `| [${controller.id}](controllers/${controller.id}.md) | ${cells.join(" | ")} |`;
    }),
    "",
    "`hop by hop`: verdicts come from a model of the controller. `as documented`: what the specification and its",
    "documents say, without a model of its own. `listed`: its annotations are checked, and its routes are `unknown`.",
  ];
  return `${lines.join("\n")}\n`;
}

function ingressOf({ ingressClassControllers, inOutline }: ControllerModule): string {
  if (ingressClassControllers.length === 0) return "";
  return inOutline === true ? "listed" : "hop by hop";
}

function gatewaysOf({ gatewayControllers, takesOtherGateways, inOutline }: ControllerModule): string {
  if (takesOtherGateways === true) return "as documented";
  if (gatewayControllers === undefined) return "";
  return inOutline === true ? "as documented" : "hop by hop";
}

export function controllerPage(controller: ControllerModule): string {
  const { annotations, notAnnotations, prefixes, unknownName, source } = controller.annotations;
  const lines = [
    `<!-- Generated from src/controllers/${controller.id} by \`npm run generate\`. Do not edit. -->`,
    "",
    `# ${controller.title}`,
    "",
    ...listOf("Named by IngressClass as", controller.ingressClassControllers),
    ...listOf("Usual class names", controller.conventionalClasses),
    ...listOf("Prefixes", prefixes),
    ...(source === "" ? [] : [`Source of the tables: ${source}`, ""]),
    prefixes.length === 0
      ? "It reads no annotations."
      : `A name that it does not know is ${unknownName === "ignored" ? "ignored silently" : "a reason to refuse the whole object"}.`,
  ];
  if (annotations.length > 0) {
    lines.push("", "## Annotations", "", "| name | on | value | default | an invalid value | versions | source |");
    lines.push("|---|---|---|---|---|---|---|", ...annotations.map(row));
  }
  if (notAnnotations.length > 0) {
    lines.push("", "## Names that are no annotations of it", "", "| name | what it is | instead |", "|---|---|---|");
    for (const { name, why, instead } of notAnnotations) {
      lines.push(`| \`${name}\` | ${cell(why)} | ${instead === null ? "" : cell(instead)} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function listOf(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}: ${items.map((item) => `\`${item}\``).join(", ")}`, ""];
}

function row(spec: AnnotationSpec): string {
  const values = spec.values === undefined ? spec.type : spec.values.map((value) => `\`${value}\``).join(", ");
  const fallback = spec.default === undefined || spec.default === null ? "" : `\`${spec.default}\``;
  const versions = [
    spec.since === undefined ? "" : `from ${spec.since}`,
    spec.until === undefined ? "" : `until ${spec.until}`,
  ];
  const columns = [
    `\`${spec.name}\``,
    spec.on.join(", "),
    values,
    fallback,
    spec.onInvalid === undefined ? "" : ON_INVALID[spec.onInvalid],
    versions.filter((text) => text !== "").join(", "),
    spec.source,
  ];
  return `| ${columns.map(cell).join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
