import { defineRule } from "../contract.ts";
import { has, traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1014",
  slug: "hsts-with-untrusted-certificate",
  severity: "note",
  summary: "Browsers are told to insist on HTTPS that no client trusts",
  messages: { pinned: "HSTS comes with a certificate that no client trusts: {why}" },
  check: (input) =>
    traitProblems(input, "hsts-with-untrusted-certificate", "hsts-with-untrusted-certificate", "pinned", {
      when: (path) => path === undefined || !has(path, "default-certificate-served", "host-not-covered"),
    }),
});
