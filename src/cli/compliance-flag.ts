import { InvalidArgumentError, Option } from "commander";
import { FRAMEWORK_IDS, type FrameworkId } from "../model/compliance.ts";
import { text } from "../model/read.ts";
import { didYouMean } from "./nearest.ts";

export function complianceOption(): Option {
  const description = `the passes and findings under the controls of ${FRAMEWORK_IDS.join(", ")}; with -o table, markdown, html or json`;
  return new Option("--compliance <framework>", description).argParser((value: string) => {
    if (FRAMEWORK_IDS.some((id) => id === value)) return value;
    throw new InvalidArgumentError(
      `there is no framework "${value}"${near(value)}; it is one of ${FRAMEWORK_IDS.join(", ")}.`,
    );
  });
}

export function readFramework(options: unknown): FrameworkId | null {
  return FRAMEWORK_IDS.find((id) => id === text(options, "compliance")) ?? null;
}

/** People write the short name: `pci`, `nist`, `soc-2`. */
function near(value: string): string {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const written = plain(value);
  const begun = FRAMEWORK_IDS.find(
    (id) => written.length >= 2 && (plain(id).startsWith(written) || written.startsWith(plain(id))),
  );
  return begun === undefined ? didYouMean(value, FRAMEWORK_IDS) : ` (did you mean ${begun}?)`;
}
