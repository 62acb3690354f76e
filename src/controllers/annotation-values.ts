import { isIP } from "node:net";
import type { AnnotationSpec, AnnotationTable, ValueParser } from "./settings-contract.ts";

/** Longer values are refused unread: the expressions are linear, and no sane value comes near. */
const LONGEST = 64 * 1024;

/**
 * Whether a controller takes an annotation's value, as its own parser decides.
 * An empty value is never checked; what it does is the spec's `onEmpty`.
 */
export function isValid(spec: AnnotationSpec, value: string): boolean {
  if (value === "" || spec.parse === undefined) return true;
  return value.length <= LONGEST && accepts(spec.parse, spec.values ?? [], value);
}

/** Go's strconv.ParseBool; null for what it refuses. */
export function goBool(value: string): boolean | null {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(value) ? false : null;
}

/** Go's strconv.Atoi; null for what it refuses. */
export function goInt(value: string): number | null {
  return /^[+-]?\d+$/.test(value) ? Number(value) : null;
}

export function specOf(table: AnnotationTable, name: string): AnnotationSpec | undefined {
  // A number in a name is an index: the table has a star in its place.
  return byName(table).get(name) ?? byName(table).get(name.replaceAll(/\.\d+(?=\.|$)/g, ".*"));
}

const indexes = new WeakMap<AnnotationTable, ReadonlyMap<string, AnnotationSpec>>();

function byName(table: AnnotationTable): ReadonlyMap<string, AnnotationSpec> {
  let index = indexes.get(table);
  if (index === undefined) {
    index = new Map(
      table.annotations.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => [name, spec])),
    );
    indexes.set(table, index);
  }
  return index;
}

function accepts(parser: ValueParser, values: readonly string[], value: string): boolean {
  switch (parser.kind) {
    case "go-bool":
      return goBool(value) !== null;
    case "exact-bool":
      return value === "true" || value === "false";
    case "true-any-case":
      return /^(?:true|false)$/i.test(value);
    case "on-off":
      return value === "on" || value === "off";
    case "int":
      return goInt(value) !== null;
    case "enum":
      return isOneOf(values, parser.trim ? value.trim() : value, parser.caseInsensitive);
    case "regex":
      return !/[\r\n]/.test(value) && parser.pattern.test(parser.stripSpaces ? value.replaceAll(" ", "") : value);
    case "server-name":
      return (parser.list ? value.split(",") : [value]).every((name) => SERVER_NAME.test(name.trim()));
    case "common-name":
      return value.startsWith("CN=") && isRegularExpression(value.slice(3));
    case "dns-label":
      return value.length <= 63 && /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(value);
    case "cidr-list":
      return value.split(",").every((entry) => isAddressRange(entry.trim()));
    case "namespaced-name":
      return /^[^/]+\/[^/]+$/.test(value);
  }
}

const SERVER_NAME = /^[/\-._~a-zA-Z0-9:^$[\](){}*+?|&=\\]*$/;

function isOneOf(values: readonly string[], value: string, caseInsensitive: boolean): boolean {
  if (!caseInsensitive) return values.includes(value);
  return values.some((item) => item.toLowerCase() === value.toLowerCase());
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function isAddressRange(entry: string): boolean {
  const [address = "", bits, more] = entry.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
