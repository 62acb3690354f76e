import { describe, expect, it } from "vitest";
import { FRAMEWORK_IDS } from "../../src/model/compliance.ts";
import type { Reader, Report } from "../../src/model/report.ts";
import { COMPLIANCE_REPORTERS } from "../../src/report/compliance/formats.ts";
import { lasthop } from "../cli/harness.ts";
import { OPTIONS, REPORT } from "../report/fixture.ts";
import { withView } from "./support.ts";

function reader(name: string, direct: boolean, verbs: string[], expected: string | null, how: string): Reader {
  const subject = { kind: "User", namespace: null, name } as const;
  return { subject, direct, verbs, expected, how, conditions: direct ? [] : ["the pod is running"], via: [] };
}

/** The report by hand, with every pattern and protection, and readers of its key. */
const RICH: Report = {
  ...REPORT,
  secrets: REPORT.secrets.map((secret) => ({
    ...secret,
    readers: [
      reader("mia", true, ["get"], null, "asks for it (get)"),
      reader("max", false, ["create pods/exec"], null, "runs programs in a pod"),
      reader("system:kube-controller-manager", true, ["list"], "a part of Kubernetes", "asks for it (list)"),
    ],
  })),
  notJudged: { "VirtualService.networking.istio.io": 2 },
};

describe("one rich report", () => {
  it.each(["html", "markdown", "table"])("as %s", async (format) => {
    const found = COMPLIANCE_REPORTERS.find((item) => item.format === format);
    const text = [...(found?.render(withView({ ...RICH }), OPTIONS) ?? [])].join("");
    await expect(text).toMatchFileSnapshot(`golden/rich-${format}.snap`);
  });
});

describe("the example", () => {
  it.each(FRAMEWORK_IDS)("under %s at a terminal", async (framework) => {
    const { out } = await lasthop(["audit", "examples/shop", "--compliance", framework]);
    await expect(out).toMatchFileSnapshot(`golden/shop-${framework}.snap`);
  });
});
