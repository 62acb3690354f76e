import { load } from "js-yaml";

/** Configurations are small; a larger text is something else. */
const LARGEST = 1024 * 1024;

/** A YAML text inside a field of an object; undefined where it is none. */
export function parseYaml(source: string | undefined): unknown {
  if (source === undefined || source.length > LARGEST) return undefined;
  try {
    return load(source, { maxAliases: 50 });
  } catch {
    return undefined;
  }
}
