import type { Inventory } from "../inventory/inventory.ts";
import type { CertificateReader } from "../model/certificates.ts";
import type { Door } from "../model/doors.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { Assumption, ClientHop, Evidence, Hop, PathType, Place, Remedy } from "../model/report.ts";
import type { Trust } from "../model/trust.ts";
import type { ControllerId } from "../model/words.ts";
import type { AnnotationTable, SettingVerdict } from "./settings-contract.ts";

/** Everything a controller may look at: the inventory, certificates, and what the user supplied. */
export interface World {
  readonly inventory: Inventory;
  readonly certificates: CertificateReader;
  /** From `--controller ID=VERSION`; version null when only the id was given. */
  readonly given: readonly { readonly id: ControllerId; readonly version: string | null }[];
  /** Epoch milliseconds; null where no time is known: then nothing has ended. */
  readonly now: number | null;
}

/** One folder under `controllers/`: who it is, which settings it reads, which instances run. */
export interface ControllerModule {
  readonly id: ControllerId;
  /** The name that people use, e.g. "ingress-nginx (kubernetes/ingress-nginx)". */
  readonly title: string;
  /** Values of `IngressClass.spec.controller` that mean this controller (exact, or a prefix ending in `*`). */
  readonly ingressClassControllers: readonly string[];
  /** Image repositories (no tag) whose containers are this controller, for `workloads.ts`. */
  readonly images: readonly RegExp[];
  /** Class names that conventionally mean this controller, for input that holds no IngressClass. */
  readonly conventionalClasses: readonly string[];
  /** Class names that it shares with a better-known controller: they count only beside its own annotations. */
  readonly sharedClasses?: readonly string[];
  readonly annotations: AnnotationTable;
  /** Values of `GatewayClass.spec.controllerName` that mean this controller (exact, or a prefix ending in `*`). */
  readonly gatewayControllers?: readonly string[];
  /** Names of GatewayClasses that conventionally mean it, for input that holds no GatewayClass. */
  readonly conventionalGatewayClasses?: readonly string[];
  /** Its Ingresses are listed and their hops left unknown; of its Gateways it says what is documented. */
  readonly inOutline?: true;
  /** It answers for Gateways that no other module serves. */
  readonly takesOtherGateways?: true;
  /** Kinds of its own that make routes, as `Kind.group`: where they are, it is supposed to run. */
  readonly ownKinds?: readonly string[];
  /** Instances that the input declares (a Deployment, DaemonSet, HelmRelease, Helm values …). */
  instances?(world: World): readonly ControllerInstance[];
  /**
   * An instance with documented defaults (and the user's version), for routes that nobody in the input claims
   * but that are this controller's by class name or annotation. Its assumptions say what was supposed.
   */
  assumed?(world: World): ControllerInstance;
}

/** A running (or supposed) controller with its settings already read. */
export interface ControllerInstance {
  readonly id: ControllerId;
  readonly version: string | null;
  /** `namespace/name` of its workload, or `assumed`. */
  readonly name: string;
  /** Why we think it runs, and with what version. */
  readonly because: readonly Evidence[];
  /** True when the input holds it; false for `ControllerModule.assumed`. */
  readonly declared: boolean;
  /** False when its settings switch off the kinds of its own. */
  readonly servesOwnKinds?: boolean;
  /** Prefixes of annotations that it reads, each ending in `/`; its `--annotations-prefix` included. */
  readonly annotationPrefixes: readonly string[];
  /** Whether it serves an Ingress, by its class rules; null when it does not. */
  claims(ingress: KubeObject): Claim | null;
  /**
   * All routes it serves: those of the Ingresses it was given and of its own kinds. Every declared (host, path) yields
   * a draft, also when the controller rejects the object (then with a broken hop).
   */
  routes(ingresses: readonly ClaimedIngress[]): RouteDraft[];
  /** Facts about the instance itself (retired, known vulnerabilities, settings that freeze it). */
  readonly traits: readonly Trait[];
  /** Whether it serves a Gateway; null when it does not. Absent: it reads no Gateway API. */
  claimsGateway?(gateway: KubeObject, gatewayClass: KubeObject | null): Claim | null;
  /** The same instance, which serves these Gateways too: its routes, traits and settings then include theirs. */
  serving?(gateways: readonly ClaimedGateway[]): ControllerInstance;
  /** Flags and ConfigMap keys that do not do what they say. */
  readonly settings: readonly SettingVerdict[];
  /**
   * What this instance makes of an object's annotations beyond value checks: missing companions, values that only
   * matter together. Optional.
   */
  inspect?(object: KubeObject): SettingVerdict[];
  /** How those who write its objects get at what it may do itself. Optional. */
  doors?(): readonly Door[];
}

export interface Claim {
  readonly because: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

export interface ClaimedIngress {
  readonly ingress: KubeObject;
  readonly claim: Claim;
}

export interface ClaimedGateway {
  readonly gateway: KubeObject;
  /** null where the input does not hold it. */
  readonly gatewayClass: KubeObject | null;
  readonly claim: Claim;
  /** Nobody in the input serves it: why, and whether the input can tell. */
  readonly unserved?: { readonly reason: string; readonly certain: boolean };
}

/** A route as its controller describes it; `paths/` adds the id, the pattern and the weakest hop. */
export interface RouteDraft {
  readonly object: KubeObject;
  /** The field that declares it: the rule's path, the match, the TCP entry. */
  readonly at: FieldPath;
  readonly host: string;
  readonly path: string;
  readonly pathType: PathType;
  readonly port?: number;
  readonly because: readonly Evidence[];
  readonly client: ClientHop;
  /** The hop with role `client` first, then the others in the order that traffic takes. */
  readonly hops: readonly HopDraft[];
  readonly traits: readonly Trait[];
  /**
   * What the author asked for, where the settings say so, whether or not it is in force:
   * rules compare it with the hops.
   */
  readonly asked?: Asked;
}

/** A hop, with what it is verified with where its controller can say so; `paths/` makes evidence of that. */
export interface HopDraft extends Hop {
  readonly trust?: Trust;
}

export interface Asked {
  /** The object asks for HTTPS for clients (a tls section, a TLS entry point …). */
  readonly https?: boolean;
  /** The object asks for a redirect to HTTPS explicitly. */
  readonly redirect?: boolean;
  readonly backendTls?: boolean;
  readonly verification?: boolean;
  readonly clientCertificate?: boolean;
  readonly passthrough?: boolean;
}

/**
 * Things a controller knows about a route, a hop or itself that the hops alone do not show. A closed list in terms of
 * TLS, not of one controller, so that rules can speak about them without knowing who said so.
 */
export const TRAIT_KINDS = [
  /** Verification of the backend was asked for and is not in force. */
  "verification-not-in-force",
  /** Verification as configured refuses every sane backend, so requests fail. */
  "verification-breaks-traffic",
  /** The certificate that the pods mount is not one that verification takes; said by `paths/`, of what controllers trust. */
  "backend-not-vouched-for",
  /** The name that is verified is picked by the client. */
  "client-picks-verified-name",
  /** Verified requests may ride on connections that another route opened without verification. */
  "shares-unverified-connections",
  /** This route's TLS settings come from another object. */
  "settings-leak-from-sibling",
  /** A redirect to HTTPS was asked for, or is the controller's default, and does not happen. */
  "redirect-does-not-happen",
  /** The redirect leads to an HTTPS that does not answer, to HTTP, or round in a circle. */
  "redirect-leads-nowhere",
  /** A client can talk its way past the redirect (forwarded headers). */
  "redirect-can-be-skipped",
  /** Passthrough was asked for and is not in force. */
  "passthrough-ignored",
  /** Passthrough takes the whole host, past settings of other objects. */
  "passthrough-takes-host",
  /** Beside passthrough, port 80 goes to the pod in clear. */
  "plain-route-beside-passthrough",
  /** A client certificate was asked for and is not demanded. */
  "client-certificate-not-demanded",
  /** The client certificate is demanded on TLS only and plain HTTP is served. */
  "client-certificate-bypassed",
  /** The controller's own certificate is served though another was meant. */
  "default-certificate-served",
  /** The Secret's certificate does not cover the host. */
  "host-not-covered",
  /** A snippet sets TLS directives. */
  "snippet-decides-tls",
  /** A listener has no certificate that can be used: nothing answers on it. */
  "listener-without-certificate",
  /** A reference to a certificate of another namespace that nobody there allows. */
  "certificate-without-grant",
  /** Listeners that cannot be served side by side. */
  "listeners-in-conflict",
  /** No listener takes the route. */
  "route-not-attached",
  /** The route is on a plain listener as well, which nobody asked for by name. */
  "route-on-plain-listener-too",
  /** Port 80 redirects other paths of the host and serves this one in clear. */
  "redirect-leaves-path-out",
  /** A backend port for TLS without anything that says how to verify it. */
  "tls-port-without-policy",
  /** A policy for the way to a backend that targets nothing. */
  "policy-without-target",
  /** A policy that is passed over. */
  "policy-ignored",
  "policy-in-doubt",
  /** A policy that cannot be used, and the backend is dialled as if there were none. */
  "policy-fails-open",
  /** A reference to a CA that cannot be used: no request gets through. */
  "ca-reference-unusable",
  /** A switch that skips verification wins over a policy that asks for it. */
  "skip-verify-beats-policy",
  /** A policy for a backend behind a session that is passed through. */
  "policy-on-passthrough",
  /** A grant opens every Secret of its namespace. */
  "grant-opens-secrets",
  /** A host is passed through, and a listener that ends TLS covers it as well. */
  "passthrough-under-wildcard",
  /** Client certificates are asked for and any is taken. */
  "client-validation-accepts-any",
  /** The object's API version is one that this controller does not read. */
  "version-not-read",
  /** A field or kind is passed over without a sign. */
  "field-ignored",
  /** The controller refuses or drops the whole object. */
  "object-rejected",
  /** Another object owns the same host and path. */
  "path-shadowed",
  /** Object ages decide and the manifests have none: names both outcomes. */
  "age-decides",
  /** The client key is shown to somebody it was not meant for. */
  "client-key-sent-elsewhere",
  /** HSTS pins browsers to a certificate that no client accepts. */
  "hsts-with-untrusted-certificate",
  /** A value makes the controller unable to take any further change. */
  "freezes-controller",
  /** The release is out of support. */
  "controller-retired",
  /** The version has known vulnerabilities that this input can reach. */
  "controller-vulnerable",
] as const;
export type TraitKind = (typeof TRAIT_KINDS)[number];

export interface Trait {
  readonly kind: TraitKind;
  /** Where to point: the deciding object and field. */
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /**
   * The reason in one clause that completes the rule's sentence, without object names where possible,
   * so that equal causes read equal and can be grouped.
   */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  readonly remedy?: Remedy;
  /** The backend that it is about, where a route has several. */
  readonly to?: Place;
}
