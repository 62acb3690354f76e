import type { Fact } from "../../model/evidence.ts";
import type { Assumption } from "../../model/report.ts";
import type { Verifier } from "../../model/trust.ts";
import type { ControllerId } from "../../model/words.ts";
import type { World } from "../contract.ts";
import type { Cause } from "./cause.ts";
import type { ClientCheck } from "./client-check.ts";
import type { Leg, LegContext } from "./leg.ts";
import type { Listener } from "./listeners.ts";
import type { RouteRule } from "./routes.ts";
import type { ServicePort } from "./service-port.ts";
import type { CaKey } from "./trust.ts";

/** An implementation's answer to a question on which implementations differ; `unknown` names a question left open. */
export interface Answer<Value extends string> {
  readonly value: Value | "unknown";
  readonly fact: Fact;
  /** What was supposed where nothing says how the implementation answers. */
  readonly assumption?: Assumption;
}

export interface Answers {
  /** Whether BackendTLSPolicy is read at all. */
  readonly policies: Answer<"read" | "ignored">;
  /** A TLS port (443, or a name that begins with https) and no policy. */
  readonly tlsPortWithoutPolicy: Answer<"clear" | "tls-unverified">;
  /** `appProtocol: https` and no policy. */
  readonly appProtocolHttps: Answer<"clear" | "tls-unverified" | "tls-verified" | "broken">;
  readonly appProtocolWss: Answer<"clear" | "tls-unverified" | "tls-verified" | "broken">;
  /** What the name check of a policy means. */
  readonly nameCheck: Answer<"verified" | "chain-without-sans">;
  readonly subjectAltNames: Answer<"replace-hostname" | "ignored">;
  /** A policy whose CA cannot be used. */
  readonly brokenPolicy: Answer<"closed" | "open">;
  readonly systemTrust: Answer<"supported" | "open" | "closed">;
  /** Kinds of routes on which a policy of a backend counts. */
  readonly policyOnGrpc: Answer<"applies" | "ignored">;
  readonly policyOnTls: Answer<"applies" | "ignored">;
  readonly frontendValidation: Answer<"applies" | "ignored">;
  readonly backendClientCertificate: Answer<"applies" | "ignored">;
  readonly listenerSets: Answer<"read" | "ignored">;
}

/** What an implementation makes of the Gateway API, as data, with hooks for kinds of its own. */
export interface Profile {
  readonly id: ControllerId;
  readonly title: string;
  readonly answers: Answers;
  /** Versions of BackendTLSPolicy that it reads. */
  readonly policyVersions: readonly string[];
  /** Versions of TLSRoute and TCPRoute that it reads; absent: all. */
  readonly routeVersions?: Readonly<Record<string, readonly string[]>>;
  /** Kinds of CA references, and how the entry is found. */
  readonly caKinds: readonly string[];
  readonly caKey: CaKey;
  /** How it judges certificates; absent where nobody has said. */
  readonly verifier?: Verifier;
  /** What requests get where a CA is there and is no certificate; 500 where nothing else is said. */
  readonly unreadableCaStatus?: number;
  /** Certificates must be of this type of Secret; null for any. */
  readonly secretType: string | null;
  /** Protocols of listeners beyond those of the specification, by what they mean. */
  readonly protocols?: Readonly<Record<string, string>>;
  /** By what a TLS connection finds its listener: the listener's own host name, or those of its routes. */
  readonly sniBy: "listener" | "route";
  /** Whether plain listeners of one port keep their hosts apart. */
  readonly isolatesPlain: boolean;
  readonly facts: {
    readonly serves: Fact;
    /** Which kinds and versions it reads, where `serves` does not say so. */
    readonly kinds?: Fact;
    readonly versions?: Fact;
    readonly badBackend?: Fact;
    readonly noCertificate?: Fact;
  };
  /** Route kinds that it serves. */
  readonly routeKinds: readonly string[];
  /** What a policy does to bytes that are passed through; absent: nothing. */
  readonly passthroughPolicy?: { readonly fact: Fact; readonly breaks: boolean };
  /** Why a listener is not served for reasons of the implementation's own. */
  readonly refusesListener?: (listener: Listener) => string | null;
  /** Backends of kinds that the specification does not know, by `Kind.group`. */
  readonly backends?: Readonly<Record<string, (context: LegContext) => Leg>>;
  /** A Service that no policy is in force for, where the answers do not say it all; null for what they say. */
  readonly withoutPolicy?: (context: LegContext, port: ServicePort) => Leg | null;
  /** Refuses a Service's port whatever its policy says; the reason, or null. */
  readonly refusesPort?: (port: ServicePort) => string | null;
  /** Where no pod of a Service is ready, those that are not are sent requests. */
  readonly asksUnreadyPods?: true;
  /** A filter that cannot be set up answers 500 for its rule; else the rule goes on without. */
  readonly brokenFilter?: Fact;
  /** Services of type ExternalName are backends. */
  readonly externalNames?: boolean;
  /** Of listeners in conflict none is served, the first is, or only those that say the same twice are in conflict. */
  readonly conflicts?: "none-wins" | "first-wins" | "duplicates-alone";
  /** A listener that names kinds which its protocol does not take is served for the others. */
  readonly keepsValidKinds?: true;
  /** One certificate that cannot be used takes the listener out; else the others are served. */
  readonly needsAllCertificates?: true;
  /** A certificate outside of its validity is refused, and one whose chain holds such a one. */
  readonly refusesEnded?: { readonly leaf: Fact; readonly chain: Fact };
  /** The oldest policy for a Service counts, whether it names the port or not. */
  readonly oldestPolicy?: Fact;
  /** Of several policies for one target any may be the one that counts. */
  readonly anyPolicy?: Fact;
  /** A host that a listener which the route is not on names more closely is left to that one. */
  readonly leavesHosts?: Fact;
  /** Keys of `tls.options` that it reads; absent: nobody has said. */
  readonly optionsRead?: readonly string[];
  /** Where the certificate of a listener without certificateRefs comes from; null where it has none. */
  readonly externalCertificate?: (listener: Listener) => string | null;
  /** Client certificates by kinds of its own; null where they say nothing. */
  readonly clientCheck?: (world: World, listener: Listener, spec: ClientCheck) => ClientCheck;
  /** What a filter of a kind of its own makes of the rule; null where it decides nothing. */
  readonly extension?: (world: World, route: LegContext["route"], rule: RouteRule) => Extended | null;
  /** Who is asked before a request passes, by kinds of its own; null for nobody. */
  readonly asksFirst?: (world: World, route: LegContext["route"], rule: RouteRule, listener: Listener) => Asked | null;
  /** The client certificate that it shows to a backend; null where there is none. */
  readonly clientCertificate?: (context: LegContext) => ClientCertificate | null;
}

/** The gateway answers by itself, or a filter that cannot be used breaks the rule. */
export interface Extended {
  readonly does: "answers" | "breaks";
  readonly cause: Cause;
}

export interface Asked {
  readonly refs: readonly LegContext["ref"][];
  /** The object that names them; it needs the grant where they are in another namespace. */
  readonly by: LegContext["gateway"];
  readonly failsOpen: boolean;
  readonly cause: Cause;
}

export interface ClientCertificate {
  readonly fact: Fact;
  readonly object: LegContext["gateway"] | null;
  readonly at: LegContext["ref"]["at"];
  /** Not there: the leg breaks, or goes on without. */
  readonly state: "sent" | "broken" | "left-out";
  /** For broken ones: what requests get; 500 where nothing else is said. */
  readonly status?: number;
  readonly assumptions: readonly Assumption[];
}
