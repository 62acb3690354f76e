import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, integer, isFields, list, text } from "../../model/read.ts";
import { type BackendRef, readBackendRef } from "./references.ts";

/** The filters that decide about TLS; others are named by their type. */
export type Filter = RedirectFilter | LegFilter | OtherFilter;

export interface RedirectFilter {
  readonly type: "redirect";
  readonly at: FieldPath;
  /** As written; null for the scheme of the request. */
  readonly scheme: string | null;
  readonly hostname: string | null;
  readonly port: number | null;
  readonly changesPath: boolean;
  readonly status: number;
}

/** A filter that makes another request: a copy of each one, or a question whether it may pass. */
interface LegFilter {
  readonly type: "mirror" | "auth";
  readonly at: FieldPath;
  readonly backend: BackendRef;
}

interface OtherFilter {
  readonly type: "other";
  readonly at: FieldPath;
  /** `ExtensionRef` with its kind and name. */
  readonly name: string;
  readonly extension: { readonly group: string; readonly kind: string; readonly name: string } | null;
}

/** Filters of a rule, and those of its backendRefs. */
export function readFilters(object: KubeObject, rule: unknown, here: FieldPath): Filter[] {
  const own = list(rule, "filters").map((filter, index) => readFilter(object, filter, [...here, "filters", index]));
  const inner = list(rule, "backendRefs").flatMap((ref, refIndex) =>
    list(ref, "filters").map((filter, index) =>
      readFilter(object, filter, [...here, "backendRefs", refIndex, "filters", index]),
    ),
  );
  return [...own, ...inner.filter((filter) => filter.type === "mirror")];
}

function readFilter(object: KubeObject, filter: unknown, here: FieldPath): Filter {
  const type = text(filter, "type") ?? "";
  const redirect = at(filter, "requestRedirect");
  if (type === "RequestRedirect") {
    return {
      type: "redirect",
      at: [...here, "requestRedirect"],
      scheme: text(redirect, "scheme") ?? null,
      hostname: text(redirect, "hostname") ?? null,
      port: integer(redirect, "port") ?? null,
      changesPath: isFields(at(redirect, "path")),
      status: integer(redirect, "statusCode") ?? 302,
    };
  }
  const [leg, field] =
    type === "RequestMirror" ? (["mirror", "requestMirror"] as const) : (["auth", "externalAuth"] as const);
  if (type === "RequestMirror" || type === "ExternalAuth") {
    const path = [...here, field, "backendRef"];
    return { type: leg, at: path, backend: readBackendRef(object, at(filter, field, "backendRef"), path) };
  }
  const extension = at(filter, "extensionRef");
  return {
    type: "other",
    at: here,
    name: type,
    extension: isFields(extension)
      ? {
          group: text(extension, "group") ?? "",
          kind: text(extension, "kind") ?? "",
          name: text(extension, "name") ?? "",
        }
      : null,
  };
}

export function redirectOf(filters: readonly Filter[]): RedirectFilter | null {
  return filters.find((filter) => filter.type === "redirect") ?? null;
}
