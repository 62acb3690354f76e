/** The first digit of a rule's id says what the rule is about. */
export const FAMILIES: readonly { readonly digit: string; readonly title: string }[] = [
  { digit: "1", title: "the client's side" },
  { digit: "2", title: "the backend hop" },
  { digit: "3", title: "mesh" },
  { digit: "4", title: "access to keys" },
  { digit: "5", title: "certificates" },
  { digit: "6", title: "settings that do not do what they say" },
  { digit: "7", title: "Gateway API" },
  { digit: "8", title: "migration" },
];
