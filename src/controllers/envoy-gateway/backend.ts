import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text } from "../../model/read.ts";
import type { Place } from "../../model/report.ts";
import type { Trait } from "../contract.ts";
import { type Cause, traitOf } from "../gateway-api/cause.ts";
import { brokenLeg, type Leg, type LegContext, legOf } from "../gateway-api/leg.ts";
import { policiesFor, policyInForce } from "../gateway-api/policies.ts";
import { validate, withClientCertificate } from "../gateway-api/policy-leg.ts";
import type { Profile } from "../gateway-api/profile.ts";
import { readReference, type Reference } from "../gateway-api/references.ts";
import { trustOf } from "../gateway-api/trust.ts";
import { FACTS } from "./facts.ts";

const KIND = "Backend.gateway.envoyproxy.io";

/**
 * What a Backend makes of its share: its own tls block, merged with a policy that targets it. The policy's CA and name
 * win, and insecureSkipVerify stays in force. Source: applyBackendTLSSetting, validateBackendTLSSettings.
 */
export function backendKind(context: LegContext, profile: Profile, enabled: boolean | null): Leg {
  const { ref, world, route } = context;
  const refused = (
    fact: Cause["fact"],
    object: KubeObject,
    path: Cause["at"],
    said?: string,
    traits: readonly Trait[] = [],
  ): Leg =>
    brokenLeg(
      context,
      { fact, object, at: path, ...(said === undefined ? {} : { text: said }) },
      context.mode === "http" ? 500 : null,
      { traits },
    );
  if (enabled === false) return refused(FACTS.backendDisabled, route.object, ref.at);
  const backend = world.inventory.find(KIND, ref.namespace, ref.name);
  const supposed =
    enabled === null
      ? [
          assumption(
            "extensionApis.enableBackend of Envoy Gateway",
            "true",
            "add the ConfigMap envoy-gateway-config to the input",
          ),
        ]
      : [];
  if (backend === undefined) {
    if (world.inventory.whole) return refused(FACTS.backendMissing, route.object, ref.at);
    const unseen = assumption(
      `Backend ${ref.namespace}/${ref.name}`,
      "nothing: the verdict is unknown",
      "add the Backend to the input",
    );
    return legOf(context, "unknown", [{ fact: FACTS.backendMissing, object: route.object, at: ref.at }], {
      assumptions: [unseen],
    });
  }
  const more = { place: placeOf(backend), assumptions: supposed };
  const section = ref.port === null ? null : String(ref.port);
  const policy = policyInForce(policiesFor(world, ref.group, ref.kind, ref.namespace, ref.name), section);
  const tls = at(backend.body, "spec", "tls");
  if (!isFields(tls) && policy === null) {
    const raw = context.mode === "raw";
    const cause: Cause = { fact: FACTS.backendPlain, object: backend, at: ["spec"] };
    return legOf(context, raw ? "passthrough" : "plaintext", [cause], more);
  }
  const skip = flag(tls, "insecureSkipVerify") === true;
  const own = ownCas(backend, tls);
  if (skip && (own.refs.length > 0 || own.system))
    return refused(FACTS.backendRefused, backend, [...TLS, "insecureSkipVerify"]);
  const trust = skip || own.refs.length === 0 ? null : trustOf(world, backend, own.refs, profile);
  // Its own CA is looked at first, also where a policy brings another.
  if (trust?.broken != null) {
    const why = `the Backend's CA cannot be used: ${trust.broken.why}`;
    const place = trust.broken.ref?.at ?? TLS;
    const cause: Cause = { fact: FACTS.brokenPolicy, object: backend, at: place };
    return {
      ...refused(cause.fact, backend, place, `${why}.`, [traitOf("ca-reference-unusable", why, cause)]),
      place: more.place,
    };
  }
  const asked = policy === null ? null : validate(context, policy, profile);
  if (asked?.protection === "broken") {
    const [cause] = asked.causes;
    if (cause !== undefined)
      return { ...refused(cause.fact, cause.object ?? backend, cause.at, cause.text, asked.traits), place: more.place };
  }
  if (skip) {
    const cause: Cause = { fact: FACTS.backendSkip, object: backend, at: ["spec", "tls", "insecureSkipVerify"] };
    const why = `Backend ${ref.namespace}/${ref.name} has insecureSkipVerify, which stays in force beside the policy`;
    const traits = policy === null ? [] : [traitOf("skip-verify-beats-policy", why, cause)];
    return withClientCertificate(context, profile, legOf(context, "tls-unverified", [cause], { ...more, traits }));
  }
  if (asked !== null) {
    const { trust: policyTrust, traits } = asked;
    const merged = {
      ...more,
      assumptions: [...supposed, ...asked.assumptions],
      traits,
      ...(policyTrust === undefined ? {} : { trust: policyTrust }),
    };
    return withClientCertificate(context, profile, legOf(context, asked.protection, asked.causes, merged));
  }
  if (trust === null && !own.system) return { ...refused(FACTS.backendNoCa, backend, TLS), place: more.place };
  const assumptions = [...supposed, ...(trust?.assumptions ?? [])];
  return named(context, backend, profile, { ...more, assumptions });
}

const TLS = ["spec", "tls"];

interface OwnCas {
  readonly refs: readonly Reference[];
  readonly system: boolean;
}

function ownCas(backend: KubeObject, tls: unknown): OwnCas {
  const refs = list(tls, "caCertificateRefs").map((ref, index) =>
    readReference(backend, ref, [...TLS, "caCertificateRefs", index], { group: "", kind: "" }),
  );
  return { refs, system: text(tls, "wellKnownCACertificates") === "System" };
}

/** Which name is verified beside the Backend's own CA. */
function named(
  context: LegContext,
  backend: KubeObject,
  profile: Profile,
  more: { readonly place: Place; readonly assumptions: Leg["assumptions"] },
): Leg {
  const tls = at(backend.body, ...TLS);
  const isNamed = text(tls, "sni") !== undefined;
  const auto = flag(tls, "autoSNIFromEndpointHostname") === true;
  const fact = isNamed || auto ? FACTS.backendCa : FACTS.backendAutoName;
  // Bytes have no Host header: without a name of its own only the chain is checked.
  const protection = isNamed || auto || context.mode === "http" ? "tls-verified" : "tls-chain";
  const cause: Cause = { fact, object: backend, at: isNamed ? [...TLS, "sni"] : TLS };
  const traits =
    isNamed || auto || context.mode !== "http"
      ? []
      : [
          traitOf(
            "client-picks-verified-name",
            "without sni the name comes from the Host header of each request",
            cause,
          ),
        ];
  return withClientCertificate(context, profile, legOf(context, protection, [cause], { ...more, traits }));
}

/** Where a Backend leads: its first endpoint. */
function placeOf(backend: KubeObject): Place {
  const [first] = list(backend.body, "spec", "endpoints");
  const name =
    text(first, "fqdn", "hostname") ?? text(first, "ip", "address") ?? text(first, "unix", "path") ?? backend.name;
  const port = at(first, "fqdn", "port") ?? at(first, "ip", "port");
  return { kind: "external", name, namespace: null, port: typeof port === "number" ? port : null };
}
