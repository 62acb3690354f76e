import { type CertificateRecord, certificateRecords } from "../certificates/records.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { name, sentence, unread } from "../report/describe.ts";
import type { CertsFormat } from "./certs.ts";
import { certificateLines } from "./certs-lines.ts";
import { type ExitCode, outcomeOf } from "./exit.ts";
import type { Flags } from "./flags.ts";
import { withFindings } from "./scope.ts";
import { auditInput } from "./session.ts";
import { type Streams, writeText } from "./streams.ts";
import { terminalOf } from "./terminal.ts";
import { timeFor } from "./time.ts";

/** Rules about served certificates that are not of the family LH5. */
const OTHERS: readonly string[] = ["LH1003", "LH1004", "LH7001", "LH7002"];
/** Rules that are about much else; of theirs, what speaks of a Secret is. */
const AT_TIMES: readonly string[] = ["LH1006", "LH1015"];
const OF_A_SECRET = /: Secret \S+\/\S+ /;

/** Prints the certificates of what the flags name, and the findings about them. @throws UsageError, ClusterError */
export async function listCertificates(flags: Flags, format: CertsFormat, streams: Streams): Promise<ExitCode> {
  let seen: Inventory | undefined;
  const runs = ({ id }: { readonly id: string }): boolean =>
    id.startsWith("LH5") || OTHERS.includes(id) || AT_TIMES.includes(id);
  const whole = await auditInput(flags, streams, runs, (inventory) => {
    seen = inventory;
  });
  const report = withFindings(whole, ({ rule, message }) => !AT_TIMES.includes(rule) || OF_A_SECRET.test(message));
  const now = timeFor(flags, streams);
  const all = seen === undefined ? [] : certificateRecords(seen, report.routes, now);
  const records = all.filter((record) => isShown(record, flags));
  const options = { format, now, ...terminalOf(streams, flags.color) };
  await writeText(certificateLines(records, report, options), streams.stdout, "the standard output");
  for (const { where, reason } of unread(report)) {
    await writeText([`lasthop: ${name(where)}: ${sentence(reason)}\n`], streams.stderr, "the standard error");
  }
  const { code, reasons } = outcomeOf(report, flags);
  await writeText(
    reasons.map((reason) => `lasthop: ${reason}\n`),
    streams.stderr,
    "the standard error",
  );
  return code;
}

function isShown({ namespace, usedBy }: CertificateRecord, flags: Flags): boolean {
  if (flags.selector !== null) return usedBy.length > 0;
  return flags.namespace === null || flags.allNamespaces || namespace === flags.namespace || usedBy.length > 0;
}
