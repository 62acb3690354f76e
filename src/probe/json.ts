import { jsonList, jsonText } from "../report/json.ts";
import type { ProbeReport } from "./contract.ts";

/** One JSON object, a route per line. */
export function* renderJson({ formatVersion, tool, summary, routes }: ProbeReport): Generator<string> {
  yield `{\n"formatVersion": ${jsonText(formatVersion)},\n"tool": ${jsonText(tool)},\n`;
  yield `"summary": ${jsonText(summary)},\n"routes": `;
  yield* jsonList(routes);
  yield "\n}\n";
}
