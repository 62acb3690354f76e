import { flag } from "../../model/read.ts";
import type { Connection } from "./connect.ts";
import { IN_FLIGHT } from "./connect.ts";
import type { ServedKind } from "./discover.ts";
import { ClusterError } from "./errors.ts";
import type { ClusterKind } from "./kinds.ts";
import { eachOf } from "./pool.ts";

/** One thing that a run asks of the API server. */
export interface Need {
  readonly verb: "list" | "get";
  readonly kind: ClusterKind;
  /** null: in all namespaces, or for a kind that has none. */
  readonly namespace: string | null;
  /** Whether a run does its work without, and says so. */
  readonly optional: boolean;
  readonly why: string;
}

/** What an audit asks for, and a snapshot beside it. */
export function needsOf(
  served: readonly ServedKind[],
  { namespace, secrets }: { readonly namespace: string | null; readonly secrets: boolean },
): Need[] {
  return served.flatMap(({ kind }) => {
    const { how, why } = kind;
    if (how === "tls" && !secrets) return [];
    // A Role of one namespace cannot give what has no namespace, nor what is in others.
    const beyond = namespace !== null && (!kind.namespaced || kind.everywhere === true);
    const own = beyond || !kind.namespaced ? null : namespace;
    const need = { kind, namespace: own, optional: beyond || kind.for === "access" };
    const list: Need = { ...need, verb: "list", why: kind.for === "access" ? `${why} (snapshot only)` : why };
    const get: Need = { ...need, verb: "get", why: how === "tls" ? "CAs and certificates that routes name" : why };
    if (how === "named") return [get];
    return how === "tls" ? [list, get] : [list];
  });
}

export interface Reviewed {
  readonly need: Need;
  readonly allowed: boolean;
}

const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/**
 * Asks the API server which of them the user may do. A review changes nothing, and everybody may ask about themselves.
 * @throws ClusterError
 */
export async function reviewNeeds(connection: Connection, needs: readonly Need[]): Promise<Reviewed[]> {
  const answers = new Map<Need, boolean>();
  await eachOf(needs, IN_FLIGHT, async (need) => {
    const { verb, kind, namespace } = need;
    const { group, resource } = kind;
    const attributes = { verb, group, resource, ...(namespace === null ? {} : { namespace }) };
    const review = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: attributes },
    };
    const { status, bytes } = await connection.send({ path: REVIEWS, review });
    if (status !== 201 && status !== 200) {
      throw new ClusterError(`context "${connection.context}": asking for permissions ended with ${status}`);
    }
    answers.set(need, flag(JSON.parse(bytes.toString("utf8")), "status", "allowed") ?? false);
  });
  return needs.map((need) => ({ need, allowed: answers.get(need) ?? false }));
}
