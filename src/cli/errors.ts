/** Wrong usage or configuration: one line that says what, where and what next. The run ends with exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
