import type { SecretCertificates } from "./certificates/reader.ts";
import { type Inventory, makerName } from "./inventory/inventory.ts";
import type { Assumption, Finding, Reader, Report, Route, TlsSecret } from "./model/report.ts";
import { byServedSecret } from "./model/served.ts";
import { PATTERNS, PROTECTIONS, SEVERITIES } from "./model/words.ts";

/** Counts for `Report.summary`; suppressed findings are counted apart. */
export function summarise(routes: readonly Route[], findings: readonly Finding[]): Report["summary"] {
  const open = findings.filter((finding) => finding.suppressed === null);
  return {
    routes: routes.length,
    byPattern: count(PATTERNS, routes, (route) => route.pattern),
    byWeakest: count(PROTECTIONS, routes, (route) => route.weakest),
    findings: count(SEVERITIES, open, (finding) => finding.severity),
    suppressed: findings.length - open.length,
  };
}

function count<Word extends string, Item>(
  words: readonly Word[],
  items: readonly Item[],
  wordOf: (item: Item) => Word,
): Record<Word, number> {
  const counts = new Map<Word, number>(words.map((word) => [word, 0]));
  for (const item of items) counts.set(wordOf(item), (counts.get(wordOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts) as Record<Word, number>;
}

/** Distinct assumptions, most used first, each with the number of hops that rest on it. */
export function assumptionsOf(routes: readonly Route[]): Assumption[] {
  const distinct = new Map<string, Assumption & { verdicts: number }>();
  for (const route of routes) {
    for (const hop of route.hops) {
      for (const { fact, assumed, supply } of hop.assumptions) {
        const key = `${fact}\n${assumed}\n${supply}`;
        const known = distinct.get(key);
        if (known === undefined) distinct.set(key, { fact, assumed, supply, verdicts: 1 });
        else known.verdicts += 1;
      }
    }
  }
  return [...distinct.values()].sort((a, b) => b.verdicts - a.verdicts || (a.fact < b.fact ? -1 : 1));
}

const WHETHER_WHOLE = "whether the input is the whole cluster";

/** Whether a report took its input for the whole cluster though nobody stated it. */
export function tookForWhole({ assumptions }: Pick<Report, "assumptions">): boolean {
  return assumptions.some(({ fact }) => fact === WHETHER_WHOLE);
}

/** Says that the input was taken for the whole cluster, where nobody stated it. */
export function wholeAssumption(asked: Inventory, used: Inventory, routes: readonly Route[]): Assumption[] {
  if (asked.stated || !used.whole) return [];
  return [
    {
      fact: WHETHER_WHOLE,
      assumed:
        "it is, since it holds the controller's workload or classes: a Secret or Service that is absent is missing",
      supply: "--no-whole when more lives elsewhere, --whole to state it",
      verdicts: routes.length,
    },
  ];
}

/** Says who can read a Secret. */
export type ReadersOf = (secret: { readonly namespace: string; readonly name: string }) => readonly Reader[];

/**
 * TLS Secrets that routes serve or that the input holds with a certificate. Their readers are found when somebody asks
 * for those of one.
 * @param makeReaders given the Secrets that share a key
 */
export function secretsOf(
  inventory: Inventory,
  certificates: SecretCertificates,
  routes: readonly Route[],
  makeReaders: (sameKey: readonly (readonly TlsSecret[])[]) => ReadersOf,
): TlsSecret[] {
  const usedBy = byServedSecret(routes, (route) => route);
  for (const secret of inventory.all("Secret.")) {
    const key = `${secret.namespace}/${secret.name}`;
    if (secret.secret?.type === "kubernetes.io/tls" && !usedBy.has(key)) usedBy.set(key, []);
  }
  let made: ReadersOf | undefined;
  const readersOf: ReadersOf = (secret) => (made ??= makeReaders(sameKeys(secrets)))(secret);
  const secrets = [...usedBy]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, users]) => tlsSecret(inventory, certificates, key, { usedBy: users.map(({ id }) => id), readersOf }));
  return secrets;
}

/** Secrets whose certificates have one public key, and so one private key. */
export function sameKeys(secrets: readonly TlsSecret[]): TlsSecret[][] {
  const read = secrets.filter(({ certificate }) => certificate !== null);
  return [...Map.groupBy(read, ({ certificate }) => certificate?.publicKeySha256).values()].filter(
    ({ length }) => length > 1,
  );
}

function tlsSecret(
  inventory: Inventory,
  certificates: SecretCertificates,
  key: string,
  { usedBy, readersOf }: { readonly usedBy: string[]; readonly readersOf: ReadersOf },
): TlsSecret {
  const slash = key.indexOf("/");
  const namespace = key.slice(0, slash);
  const name = key.slice(slash + 1);
  const found = inventory.secret(namespace, name);
  const maker = found.state === "made" ? found.by : inventory.maker(namespace, name);
  return {
    namespace,
    name,
    exists: found.state === "present" ? true : found.state === "missing" ? false : null,
    managedBy: maker === undefined ? null : makerName(maker),
    certificate: found.state === "present" ? certificates.summary(found.secret) : null,
    usedBy,
    get readers() {
      return [...readersOf(this)];
    },
  };
}
