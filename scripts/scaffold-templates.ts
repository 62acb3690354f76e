/** Path → content of a new unit, and what its author still has to do. `FILL:` marks each gap; tests name those left. */
export interface Files {
  readonly files: Readonly<Record<string, string>>;
  readonly left: readonly string[];
}

const GENERATE = "run `npm run generate`, then `npm run check`";

export function ruleFiles(slug: string, id: string): Files {
  const folder = `src/rules/${slug}`;
  return {
    files: {
      [`${folder}/rule.ts`]: `import { defineRule } from "../contract.ts";
import { clientHop, hopProblem } from "../problems.ts";

export const rule = defineRule({
  id: "${id}",
  slug: "${slug}",
  severity: "warning",
  summary: "FILL: one line without a full stop",
  messages: { found: "FILL: one sentence without a full stop" },
  *check(input) {
    for (const path of input.paths) {
      const hop = clientHop(path);
      if (hop === undefined || hop.protection !== "broken") continue;
      yield hopProblem(path, hop, "${slug}", { message: "found" });
    }
  },
});
`,
      [`${folder}/doc.md`]: `# ${slug} (${id})

## What it is

FILL: the defect, in terms of what the controller does.

## Why it matters

FILL: what an attacker gains, in one paragraph.

## How to fix

### Any controller

FILL: the setting, with its exact value, for each controller that differs.

## How to suppress

On the object, with the reason:

\`\`\`yaml
metadata:
  annotations:
    lasthop.dev/ignore-${slug}: "reason"
\`\`\`
`,
      [`${folder}/fail.yaml`]: example("fail", ` # expect: ${id}`),
      [`${folder}/pass.yaml`]: example("pass", ""),
    },
    left: [
      `write the check in ${folder}/rule.ts, and the gaps marked FILL: in all four files`,
      `add what to do to src/rules/remedies.ts under "${slug}"`,
      "say in src/compliance/rule-topics.ts what its findings are about, unless its family says so",
      GENERATE,
    ],
  };
}

function example(name: string, mark: string): string {
  return `# FILL: a complete input with the controller's own workload, as small as it can be.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com${mark}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: app
                port:
                  number: 80
`;
}

export function controllerFiles(id: string): Files {
  const folder = `src/controllers/${id}`;
  return {
    files: {
      [`${folder}/annotations.ts`]: `import type { AnnotationTable } from "../settings-contract.ts";

/** FILL: a link to the controller's own list of annotations. */
export const ANNOTATIONS: AnnotationTable = {
  prefixes: ["${id}.example.com/"],
  annotations: [
    {
      name: "backend-protocol",
      on: ["Ingress"],
      type: "enum",
      values: ["HTTP", "HTTPS"],
      default: "HTTP",
      parse: { kind: "enum", caseInsensitive: false, trim: false },
      onInvalid: "falls-back",
      belief: "encryption",
      source: "FILL: the file that reads it",
    },
  ],
  notAnnotations: [],
  unknownName: "ignored",
  source: "FILL: the controller's repository",
};
`,
      [`${folder}/index.ts`]: `import type { ControllerModule } from "../contract.ts";
import { ANNOTATIONS } from "./annotations.ts";

/** Settings only: without \`instances\` and \`assumed\`, the routes of this controller are unknown. */
export const controller: ControllerModule = {
  id: "${id}",
  title: "${id}",
  ingressClassControllers: ["${id}.example.com/ingress-controller"],
  images: [/(^|\\/)${id}$/],
  conventionalClasses: ["${id}"],
  annotations: ANNOTATIONS,
};
`,
      [`${folder}/index.test.ts`]: `import { describe, expect, it } from "vitest";
import { controller } from "./index.ts";

describe("${id}", () => {
  it("has a prefix for its annotations, and no gap is left in its table", () => {
    const { prefixes, annotations } = controller.annotations;
    expect(prefixes.filter((prefix) => !prefix.endsWith("/"))).toEqual([]);
    expect(annotations).not.toEqual([]);
    expect(JSON.stringify(controller.annotations)).not.toContain("FILL:");
  });
});
`,
    },
    left: [
      `replace the example in ${folder}/annotations.ts by what the controller reads, each with its source`,
      `correct the names in ${folder}/index.ts (IngressClass, image, class names)`,
      "add `instances` and `assumed` to say what its routes give; src/controllers/contract.ts has the words",
      GENERATE,
    ],
  };
}

export function reportFiles(name: string): Files {
  return {
    files: {
      [`src/report/${name}.ts`]: `import type { Reporter } from "./contract.ts";

/** FILL: a link to the format's definition. */
export const reporter = {
  format: "${name}",
  summary: "FILL: whom it is for, in a few words",
  *render(report) {
    for (const { host, path, pattern } of report.routes) yield \`\${host}\${path} \${pattern}\\n\`;
  },
} satisfies Reporter;
`,
      [`src/report/${name}.test.ts`]: `import { expect, it } from "vitest";
import { audit } from "../audit.ts";
import { readText } from "../input/read.ts";
import { Inventory } from "../inventory/inventory.ts";
import { reporter } from "./${name}.ts";

it("prints nothing for an empty input, and says whom it is for", () => {
  const report = audit(new Inventory(readText("", "empty.yaml")));
  expect([...reporter.render(report)].join("")).toBe("");
  expect(reporter.summary).not.toContain("FILL:");
});
`,
    },
    left: [`write render in src/report/${name}.ts, and a test for each part of it`, GENERATE],
  };
}
