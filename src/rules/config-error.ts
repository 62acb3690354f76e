/** A configuration file that cannot be used. The message begins with `file:line:col`; the run ends with exit code 2. */
export class ConfigError extends Error {
  constructor(where: string, reason: string) {
    super(`${where} ${reason}`);
    this.name = "ConfigError";
  }
}
