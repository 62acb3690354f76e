import type { Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Assumption, ClientHop, Place } from "../../model/report.ts";
import type { HopRole, Protection } from "../../model/words.ts";
import type { Asked } from "../contract.ts";
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
}

/** A router of Traefik's dynamic configuration, for one alternative of its rule. */
export interface Router {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly match: RuleMatch;
  readonly priority: number;
  /** Names in lower case; the default ones where the object names none. */
  readonly entryPoints: readonly string[];
  readonly tls: RouterTls | null;
  /** What a middleware answers plain HTTP with, before anything else. */
  readonly redirect: Redirect | null;
  readonly legs: readonly Leg[];
  /** Why it is not built at all: its requests get 404. */
  readonly dropped: Cause | null;
  readonly asked: Asked;
  readonly assumptions: readonly Assumption[];
  /** False for a router that only stands beside another one of the same declaration. */
  readonly declared: boolean;
}

export interface RouterTls {
  /** `namespace-name@kubernetescrd`, or null for the default option. */
  readonly options: string | null;
  readonly resolver: string | null;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
}

export interface Redirect {
  readonly status: number;
  readonly to: NonNullable<ClientHop["redirectTo"]>;
  readonly cause: Cause;
  /** Answers TLS requests too (redirects that do not depend on the scheme). */
  readonly onTls: boolean;
}

/** A TCP router: TLS by server name, or bytes as they come. */
export interface TcpRouter {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly host: string;
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
