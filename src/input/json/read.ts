import type { Collector } from "../collect.ts";
import type { TextSource } from "../text-source.ts";
import { readYaml } from "../yaml/read.ts";

/** JSON is read as the YAML that it is. */
export function readJson(source: TextSource, into: Collector): void {
  readYaml(source, into);
}
