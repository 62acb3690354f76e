import type { KubeObject } from "../model/objects.ts";
import { certManager } from "./cert-manager.ts";
import type { AnnotationTable, SettingVerdict } from "./settings-contract.ts";
import { namesTable } from "./unmodelled.ts";

/** A program that serves no routes and reads annotations of those that do, whichever controller serves them. */
export interface AnnotationReader {
  readonly title: string;
  readonly table: AnnotationTable;
  /** What it makes of an object's annotations together. */
  inspect?(object: KubeObject): SettingVerdict[];
}

const ANYWHERE: readonly string[] = [];

/** Names that several programs read, each on kinds of its own. Many more exist under this prefix: only a slip of one letter is told. */
const kubernetes: AnnotationReader = {
  title: "Kubernetes",
  table: namesTable({
    prefixes: ["kubernetes.io/"],
    partial: true,
    source: "https://kubernetes.io/docs/reference/labels-annotations-taints/",
    rows: [
      ["kubernetes.io/ingress.class", ANYWHERE, "string", "access"],
      ["kubernetes.io/tls-acme", ANYWHERE, "bool", "encryption"],
      ["kubernetes.io/ingress.allow-http", ANYWHERE, "bool", "redirect"],
      ["kubernetes.io/ingress.global-static-ip-name", ANYWHERE, "string", "other"],
      ["kubernetes.io/ingress.regional-static-ip-name", ANYWHERE, "string", "other"],
    ],
  }),
};

export const READERS: readonly AnnotationReader[] = [certManager, kubernetes];
