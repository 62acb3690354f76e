import { compliance } from "../compliance/view.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { FrameworkId } from "../model/compliance.ts";
import type { Report } from "../model/report.ts";
import { COMPLIANCE_REPORTERS, SHOWING } from "../report/compliance/formats.ts";
import { tookForWhole } from "../summary.ts";
import { UsageError } from "./errors.ts";
import type { ExitCode } from "./exit.ts";
import { finish } from "./finish.ts";
import type { Flags } from "./flags.ts";
import { parseOutputs } from "./outputs.ts";
import { auditInput } from "./session.ts";
import type { Streams } from "./streams.ts";
import { timeFor } from "./time.ts";

/** An audit that is shown under the controls of a framework. Exit codes are those of the audit. */
export async function auditCompliance(framework: FrameworkId, flags: Flags, streams: Streams): Promise<ExitCode> {
  const destinations = parseOutputs(flags.outputs, COMPLIANCE_REPORTERS);
  if (!destinations.some(({ reporter }) => SHOWING.includes(reporter.format))) {
    throw new UsageError(`--compliance: none of the reports shows it; add -o ${SHOWING.join(", -o ")}`);
  }
  let seen: Inventory | undefined;
  const report = await auditInput({ ...flags, access: true }, streams, undefined, (inventory) => (seen = inventory));
  report.compliance = compliance(report, framework, {
    now: timeFor(flags, streams),
    holds: (kind) => seen?.all(kind).length ?? 0,
    whole: seen !== undefined && isWhole(seen, report),
  });
  return await finish(report, flags, streams, "routes", { reporters: COMPLIANCE_REPORTERS });
}

/** As it was audited: where nobody stated it, the report says what was supposed. */
function isWhole({ stated, whole }: Inventory, report: Report): boolean {
  return stated ? whole : tookForWhole(report);
}
