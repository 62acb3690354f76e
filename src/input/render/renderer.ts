import { readFileSync, realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { InputSummary } from "../../model/report.ts";
import type { Collector } from "../collect.ts";
import type { ReadInput } from "../contract.ts";
import { leftOut, unreadable } from "../errors.ts";
import { readMemory } from "../text.ts";
import { type Kustomization, readKustomization } from "./kustomization.ts";
import { findTool, runTool } from "./tools.ts";

export interface RenderOptions {
  /** Where tools are looked for. */
  readonly path: string;
  readonly namespace: string;
  /** The path that the user named: what it is itself must be rendered, what a walk finds in it may be. */
  readonly named: string;
  readonly collector: () => Collector;
}

interface Tool {
  readonly file: string;
  readonly args: (folder: string) => readonly string[];
  readonly title: string;
}

/** Turns the charts and kustomizations that a walk meets into objects, with the tools that are there. */
export class Renderer {
  readonly #options: RenderOptions;
  readonly #charts: string[] = [];
  readonly #kustomizations: string[] = [];

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  chart(folder: string): true {
    this.#charts.push(folder);
    return true;
  }

  kustomization(folder: string): true {
    this.#kustomizations.push(folder);
    return true;
  }

  /** One input per chart and per kustomization that no other one of them builds upon. */
  results(): ReadInput[] {
    const helm = this.#helm();
    const kustomize = this.#kustomize();
    return [
      ...this.#charts.map((folder) => this.#render("helm", folder, helm, chartProblem(folder))),
      ...this.#tops().map(([folder, problem]) => this.#render("kustomize", folder, kustomize, problem)),
    ];
  }

  #helm(): Tool | null {
    const file = findTool("helm", this.#options.path);
    if (file === null) return null;
    const args = (folder: string) => ["template", releaseName(folder), folder, "--namespace", this.#options.namespace];
    return { file, args, title: "helm template" };
  }

  #kustomize(): Tool | null {
    const kustomize = findTool("kustomize", this.#options.path);
    if (kustomize !== null) {
      return { file: kustomize, args: (folder) => ["build", folder], title: "kustomize build" };
    }
    const kubectl = findTool("kubectl", this.#options.path);
    if (kubectl === null) return null;
    return { file: kubectl, args: (folder) => ["kustomize", folder], title: "kubectl kustomize" };
  }

  #tops(): [folder: string, problem: string | null][] {
    const known = new Map<string, Kustomization | null>();
    const visit = (folder: string): void => {
      const real = realpathSync(folder);
      if (known.has(real)) return;
      const kustomization = readKustomization(folder);
      known.set(real, kustomization);
      for (const inner of kustomization?.folders ?? []) visit(inner);
    };
    for (const folder of this.#kustomizations) visit(folder);
    const used = new Set([...known.values()].flatMap((kustomization) => kustomization?.folders ?? []));
    return this.#kustomizations
      .filter((folder) => {
        const real = realpathSync(folder);
        return !used.has(real) && known.get(real)?.isComponent !== true;
      })
      .map((folder) => [folder, remoteProblem(realpathSync(folder), known, new Set())]);
  }

  #render(
    kind: InputSummary["kind"] & ("helm" | "kustomize"),
    folder: string,
    tool: Tool | null,
    problem: string | null,
  ) {
    const into = this.#options.collector();
    const named = resolve(folder) === resolve(this.#options.named);
    const skip = named ? unreadable : leftOut;
    const command = kind === "helm" ? "helm template" : "kubectl kustomize";
    const advice = `run \`${command} ${folder} | lasthop audit -\``;
    if (problem !== null) into.skipped.push(skip(folder, `${problem}; ${advice}`));
    else if (tool === null) {
      const what =
        kind === "helm" ? "a Helm chart, and helm is" : "a kustomization, and neither kustomize nor kubectl is";
      into.skipped.push(skip(folder, `${what} not on the PATH; where it is, ${advice}`));
    } else {
      const run = runTool(tool.file, tool.args(folder), this.#options.path, into.limits.fileBytes);
      if ("output" in run) readMemory(run.output, `${folder} (${tool.title})`, into);
      else into.skipped.push(unreadable(folder, `${tool.title}: ${run.problem}`));
    }
    const summary = { kind, name: folder, objects: into.objects.length, skipped: into.summary(folder) };
    return { objects: into.objects, summaries: [summary] };
  }
}

/** A library chart makes no objects. */
function chartProblem(folder: string): string | null {
  try {
    const chart = readFileSync(join(folder, "Chart.yaml"), "utf8");
    return /^type:\s*["']?library\b/m.test(chart) ? "a library chart, which makes no objects of its own" : null;
  } catch {
    return null;
  }
}

function remoteProblem(
  folder: string,
  known: ReadonlyMap<string, Kustomization | null>,
  seen: Set<string>,
): string | null {
  if (seen.has(folder)) return null;
  seen.add(folder);
  const kustomization = known.get(folder);
  const [absent] = kustomization?.absent ?? [];
  if (absent !== undefined) return `a kustomization that takes in ${absent}, which is not on this machine`;
  for (const inner of kustomization?.folders ?? []) {
    const problem = remoteProblem(inner, known, seen);
    if (problem !== null) return problem;
  }
  return null;
}

/** A release name that Helm takes, from the folder's. */
function releaseName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .slice(0, 50);
  return name.replaceAll(/^-+|-+$/g, "") || "release";
}
