import type { Report } from "../../model/report.ts";
import type { ReportOptions } from "../contract.ts";
import { acceptedPart } from "./accepted-part.ts";
import { answerPart } from "./answer-part.ts";
import type { Block } from "./blocks.ts";
import { caveatsPart } from "./caveats-part.ts";
import { controlsPart } from "./controls-part.ts";
import { evidencePart } from "./evidence-part.ts";
import { findingsPart } from "./findings-part.ts";
import { notSeenPart } from "./not-seen-part.ts";
import { pageOf } from "./page-view.ts";
import { routesPart } from "./routes-part.ts";
import { secretsPart } from "./secrets-part.ts";

/** The page for an auditor: the answer first, then what it rests on, then what it does not. */
export function* compliancePage(report: Report, options: Pick<ReportOptions, "rules">): Generator<Block> {
  const page = pageOf(report);
  yield* answerPart(page);
  yield* controlsPart(page);
  yield* evidencePart(page);
  yield* routesPart(page);
  yield* secretsPart(page);
  yield* findingsPart(page, options.rules);
  yield* acceptedPart(page);
  yield* notSeenPart(page);
  yield* caveatsPart(page);
}
