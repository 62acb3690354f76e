import type { Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Assumption } from "../../model/report.ts";
import type { Authorities } from "../../model/trust.ts";
import type { NamespacedName } from "./settings.ts";

/** Why something is as it is: the deciding field and the fact. */
export interface Cause {
  readonly fact: Fact;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /** Overrides the fact's general sentence. */
  readonly text?: string;
}

/** An Ingress as the controller has parsed it (annotations.Ingress in its code). */
export interface ParsedIngress {
  readonly ingress: KubeObject;
  readonly namespace: string;
  /** The object is not taken at all. */
  readonly rejected: Cause | null;
  /** Its locations answer 503. */
  readonly denied: Cause | null;
  readonly protocol: Setting<string>;
  readonly proxySsl: ProxySsl;
  /** proxy-ssl-verify says so in some word, whether or not the controller takes it. */
  readonly asksVerification: boolean;
  readonly clientAuth: ClientAuth;
  readonly sslRedirect: Setting<boolean>;
  readonly forceSslRedirect: Setting<boolean>;
  readonly appRoot: Setting<string> | null;
  /** Empty when there is none. */
  readonly rewriteTarget: string;
  readonly useRegex: boolean;
  readonly redirect: Redirect | null;
  readonly toOrFromWww: Setting<boolean>;
  readonly passthrough: Setting<boolean>;
  readonly canary: Setting<boolean>;
  readonly aliases: readonly string[];
  readonly defaultBackend: Setting<string> | null;
  readonly customErrors: Setting<string> | null;
  readonly authUrl: Setting<string> | null;
  /** Whether the ConfigMap's global-auth-url applies. */
  readonly globalAuth: boolean;
  readonly mirrorTarget: Setting<string> | null;
  readonly serviceUpstream: boolean;
  /** Text that reaches the configuration; null when absent or dropped. */
  readonly locationSnippet: Setting<string> | null;
  readonly serverSnippet: Setting<string> | null;
}

export interface Setting<Value> {
  readonly value: Value;
  /** The field that states it, or whose absence leaves the default. */
  readonly at: FieldPath;
  readonly object: KubeObject;
  readonly stated: boolean;
  /** The value was refused and the default is in force. */
  readonly invalid: boolean;
}

export interface Redirect {
  readonly code: number;
  readonly url: string;
  readonly at: FieldPath;
}

/** proxy-ssl-* as parsed. Without a secret everything is at its default. */
export interface ProxySsl {
  readonly owner: KubeObject;
  /** proxy-ssl-secret is there and resolves. */
  readonly resolved: boolean;
  readonly secret: NamespacedName | null;
  /** ca.crt is there: verification can be switched on. */
  readonly ca: boolean;
  /** Key pair and CA are there: a client certificate is sent. */
  readonly clientCertificate: boolean;
  readonly verify: Setting<boolean>;
  /** null: none, or dropped. */
  readonly name: Setting<string> | null;
  readonly nameDropped: boolean;
  /** null: not rendered at all. */
  readonly sni: boolean | null;
  readonly secretAt: FieldPath;
  readonly authorities: Authorities;
  /** How many intermediates may stand below the CA. */
  readonly depth: number;
  readonly assumptions: readonly Assumption[];
}

/** auth-tls-* as parsed. */
export interface ClientAuth {
  readonly error: Cause | null;
  readonly owner: KubeObject;
  readonly secretAt: FieldPath;
  readonly asked: boolean;
  readonly ca: boolean;
  readonly verifyClient: "on" | "off" | "optional" | "optional_no_ca";
  readonly matchCn: string | null;
  readonly matchCnAt: FieldPath;
  readonly assumptions: readonly Assumption[];
}
