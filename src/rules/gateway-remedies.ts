import type { Remedies } from "./remedies.ts";

/** @param version where a controller reads the policy in one alone */
function policy(version = "", more = ""): string {
  return (
    `write a BackendTLSPolicy${version} for Service {service}: validation.hostname is a name of the pods' certificate, such ` +
    `as {service}.{namespace}.svc,${more} and caCertificateRefs names a ConfigMap with ca.crt`
  );
}

const POLICY = policy();
const POLICY_V1 = policy(" (v1)");
const POLICY_V1ALPHA3 = policy(" (v1alpha3, which the CRDs have to serve)");
const PASS_THROUGH = "send the client's own TLS on, by a TLSRoute on a TLS listener with mode Passthrough";

const VERIFY: Remedies = {
  any: POLICY,
  by: {
    "envoy-gateway": {
      Backend: "name the CA in tls.caCertificateRefs and a name of the certificate in tls.sni of the Backend",
      any: POLICY,
    },
    contour: {
      HTTPRoute: POLICY_V1ALPHA3,
      GRPCRoute:
        "use an HTTPProxy with services[].protocol: h2 and services[].validation: Contour verifies nothing for a GRPCRoute",
      any: PASS_THROUGH,
    },
    traefik: {
      HTTPRoute: POLICY_V1,
      GRPCRoute: `use an HTTPRoute, since no policy counts for a GRPCRoute here, and ${POLICY_V1}`,
      any: PASS_THROUGH,
    },
    istio: policy(" (v1)", " subjectAltNames has it too, since hostname alone is not checked,"),
    kong: POLICY_V1ALPHA3,
    cilium: `run Cilium 1.20 or newer, and ${POLICY}`,
    kgateway:
      "name the CA in tls.secretRef and the name of the pods' certificate in tls.verifySubjectAltNames of a " +
      "BackendConfigPolicy for Service {service}",
    "aws-load-balancer-controller":
      "set protocol HTTPS in a TargetGroupConfiguration for Service {service}; no setting makes it verify the pods, so keep " +
      "the network between them your own",
  },
};

/** For routes of the Gateway API, in whose objects the answer is, whatever the controller reads beside them. */
export const GATEWAY_REMEDIES: Readonly<Record<string, Remedies>> = {
  "backend-in-clear": prefixed("let the pods serve TLS, then", VERIFY),
  "backend-not-verified": {
    any: VERIFY.any,
    by: {
      ...VERIFY.by,
      "envoy-gateway": {
        Backend:
          "take tls.insecureSkipVerify of the Backend away, name the CA in tls.caCertificateRefs and a name of the " +
          "certificate in tls.sni",
        any: POLICY,
      },
    },
  },
  "verification-not-in-force": VERIFY,
  "verification-breaks-traffic": VERIFY,
  "tls-port-without-policy": VERIFY,
  "policy-ignored": VERIFY,
  "name-not-checked": {
    any: "give the controller the name that the backend's certificate must have",
    by: {
      istio: "list the name of the pods' certificate in validation.subjectAltNames: hostname alone is not checked",
      "envoy-gateway": "set tls.sni of the Backend to a name of its certificate",
      kgateway: "list the name of the pods' certificate in tls.verifySubjectAltNames of the BackendConfigPolicy",
    },
  },
  "no-tls": {
    any: "add an HTTPS listener with certificateRefs to the Gateway, and name it in parentRefs[].sectionName",
  },
  "served-in-clear-beside-https": {
    any:
      "name the HTTPS listener in parentRefs[].sectionName, and give the plain one an HTTPRoute of its own whose rule has a " +
      "RequestRedirect filter with scheme: https",
  },
  "redirect-does-not-happen": {
    any: "put a RequestRedirect filter with scheme: https into an HTTPRoute on the plain listener alone",
  },
  "route-not-attached": {
    any: "name a listener of the Gateway that takes this kind, namespace and host",
    by: {
      traefik: {
        TCPRoute:
          "set providers.kubernetesGateway.experimentalChannel of Traefik, and name a listener of protocol TCP or TLS",
        any: "name a listener of the Gateway that takes this kind, namespace and host",
      },
    },
  },
  "client-certificate-bypassed": {
    any: "name the HTTPS listener in parentRefs[].sectionName, so that port 80 does not lead to {service}",
  },
};

function prefixed(first: string, { any, by = {} }: Remedies): Remedies {
  const add = (text: string): string => `${first} ${text}`;
  const entries = Object.entries(by).map(([id, own]) => [
    id,
    typeof own === "string"
      ? add(own)
      : Object.fromEntries(Object.entries(own).map(([kind, text]) => [kind, add(text)])),
  ]);
  return { any: add(any), by: Object.fromEntries(entries) };
}
