import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FRAMEWORKS } from "../../src/compliance/frameworks.ts";
import { RULES_WITH_TOPICS, topicsOfRule } from "../../src/compliance/rule-topics.ts";
import { questionOf, TOPICS } from "../../src/compliance/topics.ts";
import { ANSWERS, FRAMEWORK_IDS, ROUTE_TOPICS } from "../../src/model/compliance.ts";
import { RULES } from "../../src/rules/registry.ts";
import { partOf, ruleFolders } from "../rules/support.ts";
import { SERVED_KEY, viewed, type Viewed } from "./support.ts";

const EXAMPLES = ruleFolders().flatMap((slug) => [partOf(slug, "fail.yaml"), partOf(slug, "pass.yaml")]);
const KEYS = readFileSync(resolve(import.meta.dirname, "../../examples/keys/production.yaml"), "utf8");

/** Examples of every rule, and one with roles and a Secret: together they give something to ask for every question. */
function examples(framework: (typeof FRAMEWORK_IDS)[number]): Viewed[] {
  return [...EXAMPLES, `${KEYS}\n---\n${SERVED_KEY}`].map((text) => viewed(text, framework));
}

describe("the frameworks", () => {
  it("are those that the flag takes, in its order", () => {
    expect(FRAMEWORKS.map(({ id }) => id)).toEqual(FRAMEWORK_IDS);
  });

  it("ask every question somewhere", () => {
    const asked = new Set(
      FRAMEWORKS.flatMap(({ controls }) => controls.flatMap(({ topics, advisory = [] }) => [...topics, ...advisory])),
    );
    expect(TOPICS.filter((topic) => !asked.has(topic))).toEqual([]);
  });

  it("carry the numbers of the releases that they name", () => {
    const idsOf = (id: string): string[] =>
      (FRAMEWORKS.find((framework) => framework.id === id)?.controls ?? []).flatMap((control) => [
        control.id,
        ...(control.alsoAs ?? []),
      ]);
    expect(Object.fromEntries(FRAMEWORK_IDS.map((id) => [id, idsOf(id).join(" | ")]))).toMatchInlineSnapshot(`
      {
        "cis": "EKS 5.4.5 | AKS 5.4.5 | GKE 5.6.7 | Kubernetes 5.1.1 | EKS 4.1.1 | AKS 4.1.1 | GKE 4.1.1 | Kubernetes 5.1.2 | EKS 4.1.2 | AKS 4.1.2 | GKE 4.1.2 | Kubernetes 5.1.4 | EKS 4.1.4 | AKS 4.1.4 | Kubernetes 5.1.8 | EKS 4.1.8 | GKE 4.1.7 | Kubernetes 5.1.10 | Kubernetes 5.1.11 | Kubernetes 5.1.12 | Kubernetes 5.1.13",
        "hipaa": "164.312(a)(1) | 164.312(d) | 164.312(e)(1) | 164.312(e)(2)(i) | 164.312(e)(2)(ii)",
        "nist-800-53": "SC-8 | SC-8(1) | AC-4 | SC-12 | SC-17 | SC-23 | SC-23(5) | SC-28 | AC-3 | AC-6 | AC-6(1) | AC-6(5) | AC-6(10) | IA-3 | IA-5(2) | IA-9",
        "nsa": "Network separation and hardening | Authentication and authorization",
        "pci-dss-4": "4.2.1 | 4.2.1.1 | 7.2",
        "soc2": "CC6.1 | CC6.3 | CC6.6 | CC6.7",
      }
    `);
  });
});

describe.each(FRAMEWORKS)("$id", (framework) => {
  const { id, name, version, caveats, controls, silent } = framework;

  it("says what it is, and what must be known to read the page", () => {
    expect([name, version]).not.toContain("");
    expect(caveats.length).toBeGreaterThan(1);
    for (const text of [...caveats, ...controls.flatMap(({ caveat }) => caveat ?? [])])
      expect(text).toMatch(/^[A-Z(].*\.$/);
    for (const { title } of controls) expect(title).toMatch(/^[^.]+$/);
  });

  it("names each control once, and no control both with and without something to say", () => {
    const ids = [
      ...controls.flatMap((control) => [control.id, ...(control.alsoAs ?? [])]),
      ...silent.map((item) => item.id),
    ];
    expect(ids.filter((item, index) => ids.indexOf(item) !== index)).toEqual([]);
  });

  it("asks something for each control, and nothing twice", () => {
    const wrong = controls.filter(({ topics, advisory = [] }) => {
      const all = [...topics, ...advisory];
      return all.length === 0 || new Set(all).size !== all.length;
    });
    expect(wrong).toEqual([]);
  });

  it("answers each control of some example", () => {
    const answered = new Set(
      examples(id).flatMap(({ compliance: view }) => {
        const open = new Set(
          view.topics
            .filter(({ counts }) => ANSWERS.some((answer) => answer !== "not-applicable" && counts[answer] > 0))
            .map((topic) => topic.id),
        );
        return view.controls
          .filter(({ topics }) => topics.some((topic) => open.has(topic.id)))
          .map((control) => control.id);
      }),
    );
    expect(controls.filter((control) => !answered.has(control.id)).map((control) => control.id)).toEqual([]);
  });

  it("speaks of no control as met", () => {
    const words = JSON.stringify(framework);
    expect(words).not.toMatch(/\b(?:complian(?:t|ce)|is met|satisf|fulfil)/i);
  });
});

describe("the questions", () => {
  it.each(TOPICS)("%s is a question", (topic) => {
    expect(questionOf(topic)).toMatch(/^[A-Z].*\?$/);
  });

  it("are spoken to by rules that are there", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(RULES_WITH_TOPICS.filter((id) => !ids.some((item) => item === id))).toEqual([]);
    const topics = new Set(RULES.flatMap(({ id }) => topicsOfRule(id) ?? []));
    expect(ROUTE_TOPICS.filter((topic) => !topics.has(topic))).toEqual([]);
  });

  /** A rule that says what is wrong with a leg, and a leg that passes, would contradict each other. */
  it("do not pass where a rule says what is wrong with the leg", () => {
    // What these say leaves the leg as good as it is told.
    const aside = ["LH1007", "LH1008", "LH2007", "LH2010", "LH5002", "LH5006", "LH5014"];
    const contradictions = RULES.filter(({ id }) => !aside.includes(id)).flatMap(({ id, slug }) => {
      const text = partOf(slug, "fail.yaml");
      const { findings, compliance: view } = viewed(text);
      return view.routes.flatMap(({ route, answers }) =>
        ROUTE_TOPICS.filter((topic) => {
          const own = answers[topic].findings.flatMap((print) =>
            findings.filter(({ fingerprint }) => fingerprint === print),
          );
          return answers[topic].answer === "pass" && own.some(({ rule }) => rule === id);
        }).map((topic) => `${id} ${route} ${topic}`),
      );
    });
    expect(contradictions).toEqual([]);
  });
});
