import type { ExitCode } from "./exit.ts";
import type { Streams } from "./streams.ts";

/** What a command is given, and where it leaves its exit code. */
export interface Context {
  /** How the user called the program: `lasthop`, or `kubectl lasthop`. */
  readonly program: string;
  readonly streams: Streams;
  end(code: ExitCode): void;
}
