import type { SecretAnswers } from "../../model/compliance.ts";
import { firstFew } from "../../model/first-few.ts";
import type { Reader, TlsSecret } from "../../model/report.ts";
import { count, name, sentence } from "../describe.ts";
import { type Block, heading, type Inline, paragraph, small, table } from "./blocks.ts";
import type { Page } from "./page-view.ts";

const READERS = 200;

/** The TLS Secrets of the input with their certificates, and who can obtain their keys. */
export function* secretsPart({ report, view }: Page): Generator<Block> {
  if (view.secrets.length === 0) return;
  yield heading(2, "secrets", "Certificates and keys");
  yield paragraph("TLS Secrets that routes serve, or that the input holds. Private keys are dropped as they are read.");
  const secrets = new Map(report.secrets.map((secret) => [`${secret.namespace}/${secret.name}`, secret]));
  yield table(
    "TLS Secrets",
    ["Secret", "Used by", "Certificate", "Certificate known", "Key in it alone", "Expected readers only"],
    view.secrets.map((answers) => row(answers, secrets.get(`${answers.namespace}/${answers.name}`))),
  );
  const readers = readersOf(report.secrets);
  if (readers.length === 0) return;
  yield heading(3, "readers", "Who can obtain the keys");
  yield table(
    "Readers of keys",
    ["Who", "How", "Expected", "Secrets"],
    readers
      .slice(0, READERS)
      .map(({ reader, keys }): Inline[][] => [
        [{ code: subjectName(reader) }],
        [
          sentence(
            [reader.how ?? reader.verbs.join(", "), ...(reader.conditions ?? []).map((item) => `if ${item}`)].join(
              ", ",
            ),
          ),
        ],
        reader.expected === null ? [{ strong: "no" }] : [sentence(reader.expected)],
        [String(keys)],
      ]),
  );
  if (readers.length > READERS) yield small(`${readers.length - READERS} more are in the JSON report.`);
}

function row({ namespace, name: own, answers }: SecretAnswers, secret: TlsSecret | undefined): Inline[][] {
  const certificate = secret?.certificate ?? null;
  const hosts = certificate?.hosts ?? [];
  const named = firstFew(hosts, 4);
  return [
    [{ code: `${namespace}/${own}` }],
    [count(secret?.usedBy.length ?? 0, "route")],
    [
      certificate === null
        ? sentence([answers["certificate-listed"].because, answers["certificate-listed"].detail ?? ""].join(" ").trim())
        : name(
            `for ${named}; by ${certificate.issuer}; ${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}; ${certificate.keyType}`,
          ),
    ],
    [{ answer: answers["certificate-listed"].answer }],
    [{ answer: answers["key-in-one-secret"].answer }],
    [{ answer: answers["key-readers"].answer }],
  ];
}

function readersOf(secrets: readonly TlsSecret[]): { reader: Reader; keys: number }[] {
  const all = new Map<string, { reader: Reader; keys: number }>();
  for (const { readers } of secrets) {
    for (const reader of readers) {
      const key = `${subjectName(reader)}\n${reader.how ?? ""}`;
      const known = all.get(key);
      if (known === undefined) all.set(key, { reader, keys: 1 });
      else known.keys += 1;
    }
  }
  return [...all.values()].sort((a, b) => Number(a.reader.expected !== null) - Number(b.reader.expected !== null));
}

function subjectName({ subject: { kind, namespace, name: own } }: Reader): string {
  return `${kind} ${namespace === null ? own : `${namespace}/${own}`}`;
}
