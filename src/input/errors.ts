import type { Skipped } from "../model/report.ts";
import { visible } from "../model/visible.ts";

/** Input that cannot be read. The message never quotes the input beyond a key name: what is near may be a secret. */
export class InputError extends Error {
  /** Offset into what was being read, in its reader's unit; null where the whole is meant. */
  readonly offset: number | null;

  constructor(reason: string, offset: number | null = null) {
    super(reason);
    this.name = "InputError";
    this.offset = offset;
  }

  /** The same error with another offset. */
  at(offset: number): InputError {
    return new InputError(this.message, offset);
  }

  /** The same error as seen from a text that holds what was being read at some offset. */
  behind(start: number): InputError {
    return new InputError(this.message, this.offset === null ? null : start + this.offset);
  }
}

/** A file that is a template and no manifest: what it holds depends on values that are not here. */
export class TemplateError extends Error {}

/** An entry for what should have been read and could not be. */
export function unreadable(where: string, reason: string): Skipped {
  return { where: visible(where), reason: visible(reason), error: true };
}

/** An entry for what is left out on purpose. */
export function leftOut(where: string, reason: string): Skipped {
  return { where: visible(where), reason: visible(reason) };
}

/** The reason of a failed system call in words. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return SYSTEM_REASONS[code] ?? (code === "" ? "cannot be read" : `cannot be read (${code})`);
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "a symbolic link that leads to itself",
  ENAMETOOLONG: "the name is too long",
  ENOTDIR: "a part of the path is no directory",
  EISDIR: "is a directory",
  EMFILE: "too many open files",
  EIO: "the disk cannot be read",
  ERR_INVALID_ARG_VALUE: "the path holds a NUL character",
};
