import type { Inventory } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { at, integer, list, text } from "../model/read.ts";

/**
 * What cert-manager says of a certificate in its own object, which needs no permission on Secrets.
 * Source: pkg/apis/certmanager/v1/types_certificate.go. Times are epoch milliseconds; null where it says nothing.
 */
export interface IssuedStatus {
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  readonly renewalTime: number | null;
  readonly ready: Condition | null;
  readonly issuing: Condition | null;
  /** Attempts that failed since the last one that did not. */
  readonly failedAttempts: number;
}

interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function statusOf({ body }: KubeObject): IssuedStatus {
  return {
    notBefore: timeAt(body, "notBefore"),
    notAfter: timeAt(body, "notAfter"),
    renewalTime: timeAt(body, "renewalTime"),
    ready: condition(body, "Ready"),
    issuing: condition(body, "Issuing"),
    failedAttempts: integer(body, "status", "failedIssuanceAttempts") ?? 0,
  };
}

function timeAt(body: KubeObject["body"], field: string): number | null {
  const stated = text(body, "status", field) ?? "";
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(stated) ? Date.parse(stated) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function condition(body: KubeObject["body"], type: string): Condition | null {
  const found = list(body, "status", "conditions").find((item) => text(item, "type") === type);
  if (found === undefined) return null;
  const of = (key: string): string => text(found, key) ?? "";
  return { status: of("status"), reason: of("reason"), message: of("message") };
}

/** cert-manager's object for a Secret; null where the input has none. */
export function certificateFor(inventory: Inventory, namespace: string, name: string): KubeObject | null {
  const maker = inventory.maker(namespace, name);
  return maker?.kind === "Certificate" ? maker : null;
}

/** It is told never to renew: a certificate that is ready and ends. */
export function isRenewalDisabled({ body }: KubeObject): boolean {
  return text(body, "spec", "renewal", "policy") === "Disabled";
}

/**
 * When cert-manager renews, from what it says itself, else from its spec and the dates of what it issued.
 * Source: pkg/util/pki/renewaltime.go: renewBefore where it is shorter than the life, else the last third.
 */
export function renewalTime(
  certificate: KubeObject,
  dates: { readonly notBefore: number; readonly notAfter: number } | null,
): number | null {
  const { renewalTime: stated, notBefore, notAfter } = statusOf(certificate);
  if (stated !== null) return stated;
  const [from, to] = [notBefore ?? dates?.notBefore ?? null, notAfter ?? dates?.notAfter ?? null];
  if (from === null || to === null) return null;
  const life = to - from;
  const before = goDuration(text(certificate.body, "spec", "renewBefore"));
  const percentage = at(certificate.body, "spec", "renewBeforePercentage");
  const share = typeof percentage === "number" && percentage > 0 && percentage < 100 ? (life * percentage) / 100 : null;
  const chosen = before !== null && before > 0 && before < life ? before : share;
  return to - (chosen ?? life / 3);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `2160h`, `1h30m` in milliseconds; null for anything else. */
function goDuration(value: string | undefined): number | null {
  if (value === undefined || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) return null;
  let sum = 0;
  for (const [, number, unit = ""] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    sum += Number(number) * (UNITS[unit] ?? 0);
  }
  return sum;
}
