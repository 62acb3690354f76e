// Generated from the folder list by `npm run generate`. Do not edit.

/** The release, from package.json. */
export const VERSION = "0.1.0";
