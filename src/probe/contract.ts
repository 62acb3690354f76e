import type { Evidence, ObjectRef, Route, Source } from "../model/report.ts";

/** The words between the steps of a probe: what is to be asked, what was seen, and what follows from it. */

/** An address to connect to, with who says so. */
export interface Place {
  /** An IP address, or a name that is looked up. */
  readonly at: string;
  /** `--address`, `the status of Ingress shop/web`, `DNS` … */
  readonly from: string;
}

/** How one route is asked. */
export interface RoutePlan {
  readonly route: Route;
  /** Host header and server name; null where the route is not asked. */
  readonly name: string | null;
  /** null: no request is sent, only a connection is made. */
  readonly path: string | null;
  /** By the way in: port 80 in clear, port 443 with TLS, or the route's own port. */
  readonly doors: readonly Door[];
  /** Why nothing is asked; null where something is. */
  readonly reason: string | null;
  readonly notes: readonly string[];
}

export interface Door {
  readonly tls: boolean;
  /** The port that clients use. */
  readonly published: number;
  /** The port that stands in for it. */
  readonly port: number;
  readonly places: readonly Place[];
}

/** One name at one address and port: connected to once, asked for path after path. */
export interface Question {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly name: string;
  /** None: the connection is all. */
  readonly paths: readonly string[];
}

export interface Conversation {
  readonly connection: Connection;
  /** By path. */
  readonly replies: ReadonlyMap<string, Reply>;
}

export type Connection =
  | { readonly state: "open"; readonly handshake: Handshake | null }
  /** Somebody says no: a closed port, a reset. */
  | { readonly state: "closed"; readonly detail: string }
  /** Nobody says anything: no answer in time, no way there. */
  | { readonly state: "silent"; readonly detail: string }
  | { readonly state: "no-handshake"; readonly detail: string; readonly asksCertificate: boolean | null }
  | { readonly state: "not-asked"; readonly detail: string };

export interface Handshake {
  readonly protocol: string;
  readonly certificate: ShownCertificate | null;
  /** null where the protocol's version does not tell. */
  readonly asksCertificate: boolean | null;
}

export interface ShownCertificate {
  /** SHA-256 in small hexadecimal letters. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly hosts: readonly string[];
  /** As the certificate has it; ISO 8601 where it can be read. */
  readonly notAfter: string;
  /** Whether it is for the name that was asked for. */
  readonly coversName: boolean;
}

export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly location: string | null;
      /** What tells one page from another: type, server, the first bytes. */
      readonly page: string;
    }
  /** The connection ended instead. */
  | { readonly kind: "closed"; readonly detail: string; readonly demandsCertificate: boolean }
  | { readonly kind: "silent"; readonly detail: string }
  | { readonly kind: "not-http"; readonly detail: string }
  | { readonly kind: "not-asked"; readonly detail: string };

/** What is known beside the report: what a verdict needs not. */
export interface Known {
  /** The first certificate of each TLS Secret that was read. */
  readonly certificates: readonly { readonly secret: string; readonly fingerprint: string }[];
  /** Addresses of load balancers by route id. */
  readonly addresses: ReadonlyMap<string, readonly Place[]>;
}

export type What = "http" | "https" | "certificate" | "client certificate" | "backend";

/** `undecided`: what was seen fits the prediction and its opposite; `not-asked`: nothing was seen. */
export type Outcome = "agrees" | "disagrees" | "undecided" | "not-asked";

/** One part of a prediction beside what was seen. */
export interface Aspect {
  readonly what: What;
  readonly outcome: Outcome;
  readonly predicted: string;
  readonly wire: string;
  /** Why it cannot be told, or what else is worth knowing. */
  readonly note: string | null;
  /** The line that decided the prediction. */
  readonly evidence: Evidence | null;
}

/** What one address answered for one route. */
export interface PlaceResult {
  readonly address: string;
  readonly from: string;
  readonly certificate: ShownCertificate | null;
  readonly protocol: string | null;
  readonly aspects: readonly Aspect[];
}

export interface RouteResult {
  readonly id: string;
  readonly host: string;
  readonly path: string;
  readonly port: number | null;
  readonly object: ObjectRef;
  readonly source: Source | null;
  /** The name and path that were asked for; null where nothing was. */
  readonly asked: { readonly name: string; readonly path: string | null } | null;
  readonly result: "agrees" | "disagrees" | "not-asked";
  /** Why it was not asked. */
  readonly reason: string | null;
  readonly places: readonly PlaceResult[];
  readonly notes: readonly string[];
}

export interface ProbeReport {
  readonly formatVersion: "1";
  readonly tool: { readonly name: "lasthop"; readonly version: string };
  readonly summary: {
    readonly routes: number;
    readonly agrees: number;
    readonly disagrees: number;
    readonly notAsked: number;
    /** Parts of predictions that cannot be told from outside, over all routes. */
    readonly undecided: number;
    readonly connections: number;
    readonly requests: number;
  };
  readonly routes: readonly RouteResult[];
}
