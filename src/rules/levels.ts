import type { Trait, TraitKind } from "../controllers/contract.ts";
import type { Hop } from "../model/report.ts";
import { compareProtection, type Protection } from "../model/words.ts";
import type { PathView, RequiredLevel, RuleInput } from "./contract.ts";
import { backendHops, clientHop, has, isAcmeChallenge } from "./problems.ts";

/** What keeps one side of a route below a level. */
export interface Shortfall {
  /** A clause that begins a sentence. */
  readonly what: string;
  readonly hop: Hop | undefined;
  /** The controller's own reason, where it gives one. */
  readonly trait: Trait | undefined;
  /** False where a missing fact leaves it open. */
  readonly proven: boolean;
}

/** The weakest backend protection of each level; `passthrough` and `mtls` ask for exactly that. */
const BACKEND: Readonly<Record<RequiredLevel, Protection | null>> = {
  edge: null,
  "re-encrypt": "tls-unverified",
  verified: "tls-verified",
  passthrough: null,
  mtls: "mtls",
};

/**
 * What keeps the client's side below the level: no TLS, clear text on port 80, or TLS that ends before the pod.
 * A route that answers nobody is below no level.
 */
export function clientShortfall(path: PathView, level: RequiredLevel): Shortfall | null {
  const { http, https } = path.route.client;
  const hop = clientHop(path);
  if (http === "refused" && https === "refused") {
    const open = hop?.protection === "unknown";
    return open ? { what: "It cannot be told who serves this route", hop, trait: undefined, proven: false } : null;
  }
  if (https === "refused") {
    return { what: "Clients get no TLS", hop, trait: traitOf(path, "redirect-does-not-happen"), proven: true };
  }
  if (level === "passthrough" && https !== "passes-through") {
    return { what: "TLS ends at the controller", hop, trait: undefined, proven: true };
  }
  if (http === "serves" && !isAcmeChallenge(path)) {
    const trait = traitOf(path, "redirect-does-not-happen", "plain-route-beside-passthrough");
    return { what: "Port 80 serves this route in clear", hop, trait, proven: true };
  }
  return null;
}

/** What keeps the backend hop below the level. Passed-through TLS is the client's own: only `mtls` asks for more. */
export function backendShortfall(path: PathView, level: RequiredLevel): Shortfall | null {
  const wanted = BACKEND[level];
  if (wanted === null) return null;
  for (const hop of backendHops(path)) {
    const { protection } = hop;
    if (protection === "broken" || (protection === "passthrough" && wanted !== "mtls")) continue;
    if (protection === "unknown") {
      return { what: "It cannot be told what the backend hop gives", hop, trait: undefined, proven: false };
    }
    if (protection === "passthrough" || compareProtection(protection, wanted) < 0) {
      return { what: `The backend hop is ${protection}`, hop, trait: undefined, proven: true };
    }
  }
  return null;
}

/** Whether `below-required-level` speaks of one side of a route, so that the rules about that side need not. */
export function belowStatedLevel(input: RuleInput, path: PathView, side: "client" | "backend"): boolean {
  const level = input.options.requiredFor(path.route)?.level;
  if (level === undefined) return false;
  if (side === "client") return clientShortfall(path, level) !== null && !has(path, "passthrough-ignored");
  const shortfall = backendShortfall(path, level);
  if (shortfall === null || has(path, "verification-not-in-force")) return false;
  return shortfall.hop?.protection !== "plaintext";
}

function traitOf(path: PathView, ...kinds: readonly TraitKind[]): Trait | undefined {
  return path.draft.traits.find((trait) => kinds.includes(trait.kind));
}
