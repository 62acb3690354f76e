import type { KubeObject, Origin } from "../../model/objects.ts";
import { text } from "../../model/read.ts";
import { visible } from "../../model/visible.ts";
import { InputError } from "../errors.ts";
import type { Connection } from "./connect.ts";
import type { ServedKind } from "./discover.ts";
import { TooLargeError } from "./errors.ts";
import { readPage } from "./objects.ts";
import { AnswerMemory } from "./request.ts";

/** How a list ended. */
export type Listed =
  | { readonly state: "read"; readonly objects: readonly KubeObject[] }
  | { readonly state: "forbidden" }
  /** Not served after all (a CRD that went away meanwhile). */
  | { readonly state: "absent" }
  /** With what was read before; nothing of it is lost. */
  | { readonly state: "failed"; readonly reason: string; readonly objects: readonly KubeObject[] };

/** kubectl's own. */
const PAGE = 500;
/** A continue token is valid for some minutes: a list that outlives it is begun anew. */
const RESTARTS = 3;

/**
 * Lists a kind page by page; each page is projected as it comes.
 * @param namespace null for all
 * @param read called with the number of objects of each page
 */
export async function listKind(
  connection: Connection,
  served: ServedKind,
  namespace: string | null,
  { origin, read }: { readonly origin: Origin; readonly read: (objects: number) => void },
): Promise<Listed> {
  let objects: KubeObject[] = [];
  let next: string | null = null;
  let size = PAGE;
  let restarts = 0;
  const into = new AnswerMemory();
  for (;;) {
    try {
      const { status, bytes } = await connection.send({ path: pathOf(served, namespace, size, next), into });
      if (status === 410 && restarts < RESTARTS) {
        restarts++;
        objects = [];
        next = null;
        continue;
      }
      if (status === 403) return { state: "forbidden" };
      if (status === 404 || status === 405) return { state: "absent" };
      if (status !== 200) return { state: "failed", reason: refusal(status, bytes), objects };
      const page = readPage(bytes, served, origin);
      for (const object of page.objects) objects.push(object);
      read(page.objects.length);
      if (page.next === null) return { state: "read", objects };
      if (page.next === next) return { state: "failed", reason: "the same page comes again and again", objects };
      next = page.next;
    } catch (error) {
      if (error instanceof TooLargeError && size > 1) size = Math.ceil(size / 10);
      else if (error instanceof TooLargeError || error instanceof InputError) {
        return { state: "failed", reason: error.message, objects };
      } else throw error;
    }
  }
}

function pathOf({ kind, base }: ServedKind, namespace: string | null, size: number, next: string | null): string {
  const query = new URLSearchParams({ limit: String(size) });
  // Helm's releases and pull secrets are Secrets too, and large: no verdict needs them.
  if (kind.how === "tls") query.set("fieldSelector", "type=kubernetes.io/tls");
  if (next !== null) query.set("continue", next);
  const within = namespace === null || !kind.namespaced ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${base}${within}/${kind.resource}?${query}`;
}

/** What the API server says of its own failure. It is never an object's content. */
export function refusal(status: number, bytes: Buffer): string {
  let message = "";
  try {
    const body: unknown = JSON.parse(bytes.toString("utf8"));
    message = text(body, "kind") === "Status" ? (text(body, "message") ?? "") : "";
  } catch {
    // A proxy's page, which says nothing to a reader.
  }
  return message === "" ? `the server answers ${status}` : `the server answers ${status}: ${visible(message, 300)}`;
}
