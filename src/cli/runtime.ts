/** As `engines` in package.json: npm only warns, and what an older Node lacks would look like a defect. */
const OLDEST = { major: 22, minor: 19 };

/** What to say to somebody whose Node is too old; null where it is not. */
export function tooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return null;
  return `lasthop needs Node ${OLDEST.major}.${OLDEST.minor} or later; this is ${version}`;
}
