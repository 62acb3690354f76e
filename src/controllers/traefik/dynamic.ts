import type { Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Assumption, ClientHop, Place } from "../../model/report.ts";
import type { HopRole, Protection } from "../../model/words.ts";
import type { Trust } from "../../model/trust.ts";
import type { Asked, Trait } from "../contract.ts";
import type { RuleMatch } from "./rules.ts";

/** Why something is as it is: the deciding field and the fact. */
export interface Cause {
  readonly fact: Fact;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /** Overrides the fact's general sentence. */
  readonly text?: string;
}

/** A leg behind Traefik. */
export interface Leg {
  readonly role: HopRole;
  readonly place: Place;
  readonly protection: Protection;
  readonly causes: readonly Cause[];
  readonly assumptions: readonly Assumption[];
  /** Verification is configured in a way that refuses the pods' certificates. */
  readonly breaks: string | null;
  /** The author asked for verification and any certificate is accepted. */
  readonly notInForce: string | null;
  /** What clients get where it is broken. */
  readonly status?: number;
  readonly traits?: readonly Trait[];
  readonly trust?: Trust;
}

/** A router of Traefik's dynamic configuration, for one alternative of its rule. */
export interface Router {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly match: RuleMatch;
  /** Names that the whole rule chooses TLS options for: one list per router, shared by its alternatives. */
  readonly domains: readonly string[];
  readonly priority: number;
  /** The default ones where the object names none. */
  readonly entryPoints: readonly string[];
  readonly tls: RouterTls | null;
  /** Redirects of its middlewares, in their order. */
  readonly redirects: readonly RedirectRule[];
  readonly legs: readonly Leg[];
  /** Why it does not serve: its requests get 404, or what `status` says. */
  readonly dropped: Cause | null;
  /** A router that is in the configuration and cannot be built still takes part in choosing TLS options. */
  readonly configured: boolean;
  /** What its requests get though it is built: it has nobody to send them to. */
  readonly status?: number;
  readonly asked: Asked;
  readonly assumptions: readonly Assumption[];
  /** False for a router that only stands beside another one of the same declaration. */
  readonly declared: boolean;
  /** Declared, and answered by another router: it never is one itself. */
  readonly inert?: boolean;
  readonly traits?: readonly Trait[];
}

export interface RouterTls {
  /** `namespace-name@kubernetescrd`, or null for the default option. */
  readonly options: string | null;
  readonly resolver: string | null;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
}

/** A redirect that a middleware may answer with, by the URL of the request. */
export type RedirectRule = {
  readonly cause: Cause;
  readonly status: number;
} & (
  | { readonly kind: "scheme"; readonly scheme: string; readonly port: string }
  /** pattern null: it cannot be told what it matches; taken for a redirect from http to https where it looks like one. */
  | { readonly kind: "regex"; readonly pattern: RegExp | null; readonly source: string; readonly replacement: string }
  | { readonly kind: "root"; readonly target: string }
  /** Always, also to where the request came from. */
  | { readonly kind: "always"; readonly scheme: string | null; readonly hostname: string | null }
);

export interface Redirect {
  readonly status: number;
  readonly to: NonNullable<ClientHop["redirectTo"]>;
  readonly cause: Cause;
}

/** A TCP router: TLS by server name, or bytes as they come. */
export interface TcpRouter {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly host: string;
  readonly hostPattern: RegExp | null;
  readonly priority: number;
  readonly entryPoints: readonly string[];
  readonly mode: "passthrough" | "terminates" | "raw";
  readonly options: string | null;
  readonly tlsAt: FieldPath;
  readonly legs: readonly Leg[];
  readonly dropped: Cause | null;
}

/** A certificate that Traefik has loaded. */
export interface Loaded {
  readonly namespace: string;
  readonly name: string;
  /** null: unknown, taken to cover the hosts of whoever names it. */
  readonly names: readonly string[] | null;
  readonly hosts: readonly string[];
  readonly cause: Cause;
  readonly assumptions: readonly Assumption[];
}

export interface Dynamic {
  readonly routers: readonly Router[];
  readonly tcpRouters: readonly TcpRouter[];
}
