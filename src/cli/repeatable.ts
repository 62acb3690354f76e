import { Option } from "commander";
import { texts } from "../model/read.ts";

/** An option that may stand several times, each with a value. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: unknown) => [
    ...texts({ before }, "before"),
    value,
  ]);
}
