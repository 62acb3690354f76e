import { MOST_WITH_ONE_KEY } from "../access/readers/link-copies.ts";
import { SecretReaders } from "../access/readers/readers.ts";
import { readsByGroup, sameSubject } from "../access/readers/subject.ts";
import { audit, doors } from "../audit.ts";
import { sameKeys } from "../summary.ts";
import { readInput } from "../input/read.ts";
import { Inventory, makerName } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { at, list, text } from "../model/read.ts";
import type { Reader, TlsSecret } from "../model/report.ts";
import { sayWhatDoesNotCount, warn } from "./access-input.ts";
import { UsageError } from "./errors.ts";
import type { ExitCode } from "./exit.ts";
import { didYouMean } from "./nearest.ts";
import { type ListedSecret, readerLines } from "./readers-lines.ts";
import { type Streams, writeText } from "./streams.ts";
import { terminalOf } from "./terminal.ts";
import { checkTightenFlags, keptWays } from "./tighten-flags.ts";
import { tightenLines } from "./tighten-lines.ts";
import type { WhoFlags } from "./who-can-read.ts";

/** Prints the readers of what the flags name. @throws UsageError, ClusterError */
export async function listReaders(flags: WhoFlags, streams: Streams): Promise<ExitCode> {
  checkTightenFlags(flags);
  const inventory = await readWhole(flags, streams);
  const report = audit(inventory);
  const wanted = wantedSecrets(flags, inventory, report.secrets);
  const sameKey = sameKeys(report.secrets);
  const options = { aggregation: flags.aggregation, sameKey, doors: doors(inventory), expect: flags.expect };
  const readers = new SecretReaders(inventory, options);
  const code = await sayWhatDoesNotCount(inventory, readers.rbac, streams);
  for (const shared of sameKey) {
    const [first] = shared;
    if (first === undefined || shared.length <= MOST_WITH_ONE_KEY) continue;
    const what = `${shared.length} Secrets have the key of ${first.namespace}/${first.name}`;
    await warn(streams, `${what}: whoever reads one of them has it, which is not repeated for each`);
  }
  const { format } = flags;
  const terminal = terminalOf(streams, "auto");
  if (flags.tighten) {
    const { tighten } = await import("../access/tighten/tighten.ts");
    const secrets = wanted.map(({ namespace, name }) => ({ namespace, name }));
    const plan = tighten(inventory, secrets, { ...options, keep: keptWays(flags.keep) });
    const lines = tightenLines(plan, { format, whole: inventory.whole, ...terminal });
    await writeText(lines, streams.stdout, "the standard output");
    return code;
  }
  // Not as a copy of what the audit says: that would find all readers a second time.
  const listed = wanted.map((secret) => {
    const { namespace, name, exists, managedBy, usedBy } = secret;
    const certificate = at(secret, "certificate") ?? null;
    const [own, imitators] = [shown(readers.of(secret), flags), shown(readers.imitators(secret), flags)];
    return { namespace, name, exists, managedBy, certificate, usedBy, readers: own, imitators };
  });
  const kept =
    flags.subject === null ? listed : listed.filter((secret) => secret.readers.length + secret.imitators.length > 0);
  const none =
    flags.subject === null
      ? "no TLS Secret in the input, and nothing that makes one"
      : "no TLS Secret of the input that it can read";
  const lines = readerLines(kept, { none, format, why: flags.why, all: flags.all, ...terminal });
  await writeText(lines, streams.stdout, "the standard output");
  return code;
}

async function readWhole(flags: WhoFlags, streams: Streams): Promise<Inventory> {
  const options = { namespace: flags.namespace ?? undefined, stdin: streams.stdin };
  if (flags.paths.length > 0) return new Inventory(await readInput(flags.paths, options), { whole: flags.whole });
  const { openLive } = await import("./live.ts");
  const open = await openLive({ ...flags, namespace: null }, streams, { access: true, asked: false });
  try {
    return new Inventory(open.reading.result());
  } finally {
    open.connection.close();
  }
}

function shown(readers: readonly Reader[], { subject }: WhoFlags): readonly Reader[] {
  if (subject === null) return readers;
  return readers.filter((reader) => sameSubject(reader.subject, subject) || readsByGroup(reader.subject, subject));
}

type Named = Omit<ListedSecret, "readers" | "imitators">;

/** @throws UsageError where the input holds nothing of that name and nothing that makes it */
function wantedSecrets(
  { secret, namespace, allNamespaces }: WhoFlags,
  inventory: Inventory,
  known: readonly TlsSecret[],
): Named[] {
  if (secret !== null) {
    const [first = "", ...rest] = secret.split("/");
    const [there, name] = rest.length === 0 ? [namespace ?? "default", first] : [first, rest.join("/")];
    const found = known.find((item) => item.namespace === there && item.name === name);
    if (found !== undefined) return [found];
    const { state } = inventory.secret(there, name);
    if (state === "present" || state === "made") return [plain(there, name, inventory)];
    const names = inventory.all("Secret.").map((item) => `${item.namespace}/${item.name}`);
    throw new UsageError(
      `the input holds no Secret ${there}/${name}, and nothing that makes one${didYouMean(`${there}/${name}`, names)}`,
    );
  }
  const listed = new Map<string, Named>(known.map((item) => [`${item.namespace}/${item.name}`, item]));
  for (const [key, maker] of inventory.madeSecrets()) {
    if (listed.has(key) || !makesCertificate(maker)) continue;
    const slash = key.indexOf("/");
    listed.set(key, plain(key.slice(0, slash), key.slice(slash + 1), inventory));
  }
  const only = allNamespaces ? null : namespace;
  const sorted = [...listed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return sorted.filter((item) => only === null || item.namespace === only);
}

function plain(namespace: string, name: string, inventory: Inventory): Named {
  const maker = inventory.maker(namespace, name);
  const exists = inventory.secret(namespace, name).state === "present" ? true : null;
  return {
    namespace,
    name,
    exists,
    managedBy: maker === undefined ? null : makerName(maker),
    usedBy: [],
  };
}

function makesCertificate({ kind, body }: KubeObject): boolean {
  if (kind === "ExternalSecret") return text(body, "spec", "target", "template", "type") === "kubernetes.io/tls";
  if (kind === "SealedSecret") return text(body, "spec", "template", "type") === "kubernetes.io/tls";
  if (kind === "SecretProviderClass") {
    return list(body, "spec", "secretObjects").some((made) => text(made, "type") === "kubernetes.io/tls");
  }
  return true;
}
