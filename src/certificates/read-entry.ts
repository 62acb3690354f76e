import type { KubeObject } from "../model/objects.ts";
import { certificateBlocks, pemAt } from "../model/pem.ts";
import { type Certificate, readCertificate } from "./certificate.ts";

/** The certificates of one text, in its order; what is none is left out. */
export type Chain = readonly Certificate[];

const BEGIN = "-----BEGIN CERTIFICATE-----".length;
const END = "-----END CERTIFICATE-----".length;
/** Authorities lie in many Secrets, leaves in few: both are read once for equal texts. */
const MOST_TEXTS = 4_000;
const blocks = new Map<string, Certificate | null>();
const texts = new Map<string, Chain>();
const entries = new WeakMap<KubeObject, Map<string, Chain>>();

/** The certificates of an entry of a Secret, or of a ConfigMap's data; empty where there is none. */
export function certificatesOf(object: KubeObject, key: string): Chain {
  let known = entries.get(object);
  if (known === undefined) entries.set(object, (known = new Map<string, Chain>()));
  let chain = known.get(key);
  if (chain === undefined) {
    const pem = pemAt(object, key);
    chain = pem === undefined ? [] : certificatesIn(pem);
    known.set(key, chain);
  }
  return chain;
}

/** The certificates of a text; equal texts are read once. */
export function certificatesIn(pem: string): Chain {
  const known = texts.get(pem);
  if (known !== undefined) return known;
  const chain = certificateBlocks(pem)
    .map(readBlock)
    .filter((certificate) => certificate !== null);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(pem, chain);
  return chain;
}

function readBlock(block: string, index: number): Certificate | null {
  // The first is mostly a leaf, which comes once.
  const known = index === 0 ? undefined : blocks.get(block);
  if (known !== undefined) return known;
  const certificate = readCertificate(Buffer.from(block.slice(BEGIN, -END), "base64"));
  if (index === 0) return certificate;
  if (blocks.size >= MOST_TEXTS) blocks.clear();
  blocks.set(block, certificate);
  return certificate;
}
