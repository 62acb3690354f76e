// Generated from the folder list by `npm run generate`. Do not edit.

/** Rule pages by slug. */
export const PAGES: Readonly<Record<string, string>> = {
};
