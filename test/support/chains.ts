import { type Issued, issue } from "./certificates.ts";

/** A certificate that a pod serves, a CA bundle, and which programs take the one by the other for `app.shop.svc`. */
export interface ChainCase {
  readonly name: string;
  /** Of the leaf. */
  readonly key: string;
  /** The leaf first. */
  readonly sent: readonly Issued[];
  readonly bundle: readonly Issued[];
  /** Whether it is taken. */
  readonly by: Readonly<Record<Program, boolean>>;
  /** Of these lasthop says nothing: to be sure it would have to read more of a certificate than it does. */
  readonly silent: readonly Program[];
}

const PROGRAMS = ["nginx", "envoy", "traefik"] as const;
export type Program = (typeof PROGRAMS)[number];

export const NAME = "app.shop.svc";

const OVER = { from: "20240101", to: "20260101" } as const;

const root = issue({ cn: "Root", ca: true });
const otherRoot = issue({ cn: "Another root", ca: true });
const namesake = issue({ cn: "Root", ca: true });
const endedRoot = issue({ cn: "Ended root", ca: true, ...OVER });
const renewedRoot = issue({ cn: "Ended root", ca: true, keys: endedRoot.keys });
const middle = issue({ cn: "Middle", ca: true, by: root });
const endedMiddle = issue({ cn: "Ended middle", ca: true, by: root, ...OVER });
const lower = issue({ cn: "Lower", ca: true, by: middle });
const lowest = issue({ cn: "Lowest", ca: true, by: lower });
const noCa = issue({ cn: "No CA", ca: false, by: root });
const short = issue({ cn: "Short root", ca: true, pathLength: 0 });
const underShort = issue({ cn: "Under the short root", ca: true, by: short });
const narrow = issue({ cn: "Narrow root", ca: true, permitted: ["example.com"] });
const wide = issue({ cn: "Wide root", ca: true, permitted: ["shop.svc"] });

const leafOf = (by: Issued, more: Parameters<typeof issue>[0] = {}): Issued => issue({ names: [NAME], by, ...more });
const alone = issue({ names: [NAME] });
const pinned = leafOf(otherRoot);

interface Row extends Pick<ChainCase, "name" | "sent" | "bundle"> {
  readonly taken: boolean | readonly Program[];
  readonly silent?: true | readonly Program[];
}

const ROWS: readonly Row[] = [
  { name: "of a root in the bundle", sent: [leafOf(root)], bundle: [root], taken: true },
  { name: "of one of two roots", sent: [leafOf(root)], bundle: [otherRoot, root], taken: true },
  { name: "of another root", sent: [leafOf(otherRoot)], bundle: [root], taken: false },
  { name: "of a root of the same name with another key", sent: [leafOf(namesake)], bundle: [root], taken: false },
  { name: "over an intermediate that is sent", sent: [leafOf(middle), middle], bundle: [root], taken: true },
  {
    name: "over an intermediate that is sent and a root beside it",
    sent: [leafOf(middle), middle, root],
    bundle: [root],
    taken: true,
  },
  { name: "over an intermediate that nobody has", sent: [leafOf(middle)], bundle: [root], taken: false },
  { name: "over an intermediate of the bundle", sent: [leafOf(middle)], bundle: [middle, root], taken: true },
  {
    name: "of an intermediate that is the whole bundle",
    sent: [leafOf(middle)],
    bundle: [middle],
    taken: ["envoy", "traefik"],
  },
  {
    name: "of an intermediate that is sent and is the whole bundle",
    sent: [leafOf(middle), middle],
    bundle: [middle],
    taken: ["envoy", "traefik"],
  },
  { name: "over two intermediates", sent: [leafOf(lower), lower, middle], bundle: [root], taken: ["envoy", "traefik"] },
  {
    name: "over three intermediates, two of the bundle",
    sent: [leafOf(lowest), lowest],
    bundle: [root, middle, lower],
    taken: ["envoy", "traefik"],
  },
  { name: "in another order", sent: [leafOf(lower), middle, lower], bundle: [root], taken: ["envoy", "traefik"] },
  { name: "of one that is no CA", sent: [leafOf(noCa), noCa], bundle: [root], taken: false, silent: true },
  {
    name: "below a root that lets no intermediate follow",
    sent: [leafOf(underShort), underShort],
    bundle: [short],
    taken: ["envoy"],
    silent: true,
  },
  { name: "of a root for other names", sent: [leafOf(narrow)], bundle: [narrow], taken: false, silent: true },
  { name: "of a root for these names", sent: [leafOf(wide)], bundle: [wide], taken: true, silent: true },
  { name: "that is over", sent: [leafOf(root, OVER)], bundle: [root], taken: false },
  { name: "that is to come", sent: [leafOf(root, { from: "20340101" })], bundle: [root], taken: false, silent: true },
  { name: "of a root that is over", sent: [leafOf(endedRoot)], bundle: [endedRoot], taken: false },
  {
    name: "of a root that was renewed with its key",
    sent: [leafOf(endedRoot)],
    bundle: [endedRoot, renewedRoot],
    taken: ["nginx", "traefik"],
    silent: true,
  },
  { name: "over an intermediate that is over", sent: [leafOf(endedMiddle), endedMiddle], bundle: [root], taken: false },
  { name: "for another name", sent: [leafOf(root, { names: ["app.other.svc"] })], bundle: [root], taken: false },
  { name: "for a wildcard", sent: [leafOf(root, { names: ["*.shop.svc"] })], bundle: [root], taken: true },
  {
    name: "for a wildcard of another level",
    sent: [leafOf(root, { names: ["*.svc"] })],
    bundle: [root],
    taken: false,
    silent: true,
  },
  {
    name: "for a wildcard within a label",
    sent: [leafOf(root, { names: ["a*.shop.svc"] })],
    bundle: [root],
    taken: ["nginx", "envoy"],
    silent: true,
  },
  { name: "for the name in capitals", sent: [leafOf(root, { names: ["APP.shop.svc"] })], bundle: [root], taken: true },
  {
    name: "with the name as common name alone",
    sent: [issue({ cn: NAME, by: root })],
    bundle: [root],
    taken: ["nginx"],
  },
  {
    name: "with the name as common name and another DNS name",
    sent: [issue({ cn: NAME, names: ["app.other.svc"], by: root })],
    bundle: [root],
    taken: false,
  },
  { name: "signed with its own key, and the bundle itself", sent: [alone], bundle: [alone], taken: true },
  { name: "signed with its own key", sent: [alone], bundle: [root], taken: false },
  {
    name: "that is the bundle itself, of a root that is not",
    sent: [pinned],
    bundle: [pinned],
    taken: ["envoy", "traefik"],
    silent: ["envoy", "traefik"],
  },
  {
    name: "for clients alone",
    sent: [leafOf(root, { purposes: ["1.3.6.1.5.5.7.3.2"] })],
    bundle: [root],
    taken: false,
    silent: true,
  },
  { name: "for servers", sent: [leafOf(root, { purposes: ["1.3.6.1.5.5.7.3.1"] })], bundle: [root], taken: true },
];

export const CHAINS: readonly ChainCase[] = ROWS.map(({ taken, silent = [], ...row }) => {
  const takes = (program: Program): boolean => (typeof taken === "boolean" ? taken : taken.includes(program));
  return {
    ...row,
    key: row.sent[0]?.key ?? "",
    by: { nginx: takes("nginx"), envoy: takes("envoy"), traefik: takes("traefik") },
    silent: silent === true ? PROGRAMS : silent,
  };
});

export function pemOf(certificates: readonly Issued[]): string {
  return certificates.map(({ certificate }) => certificate).join("");
}
