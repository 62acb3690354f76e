/** A release as numbers; unknown ones are taken for the last. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly known: boolean;
}

/** The last release: the project was retired with it. Source: README.md of kubernetes/ingress-nginx. */
const LAST_RELEASE: Release = { major: 1, minor: 15, patch: 1, known: false };

/** A tag that names no patch release stands for the newest one. */
export function releaseOf(version: string | null): Release {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version ?? "");
  if (match === null) return LAST_RELEASE;
  const [, major = "1", minor = "999", patch = "999"] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), known: true };
}

export function atLeast(release: Release, major: number, minor: number, patch: number): boolean {
  if (release.major !== major) return release.major > major;
  if (release.minor !== minor) return release.minor > minor;
  return release.patch >= patch;
}
