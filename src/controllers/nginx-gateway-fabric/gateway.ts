import type { Fact } from "../../model/evidence.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return { text, reference: `nginx/nginx-gateway-fabric ${file}`, basis: "read" };
}

const GRAPH = "internal/controller/state/graph";
const SERVES = read("It serves the Gateways of class nginx.", GRAPH);
const CLEAR = read(
  "Without a policy a Service is dialled in clear; appProtocol https is not read.",
  `${GRAPH}/backend_refs.go`,
);
const WSS = read("kubernetes.io/wss without a policy makes the backend invalid.", `${GRAPH}/backend_refs.go`);
const POLICY = read("A policy verifies chain and hostname, to a depth of 4.", `${GRAPH}/backend_tls_policy.go`);
const SANS = read("subjectAltNames of a policy are not read.", `${GRAPH}/backend_tls_policy.go`);
const CLOSED = read("A policy that is not valid makes the backend invalid.", `${GRAPH}/backend_tls_policy.go`);
const CLIENT = read("clientCertificateRef of the Gateway is shown to backends.", GRAPH);

/** NGINX Gateway Fabric: read in its code, not measured. */
export const GATEWAYS = {
  controllers: ["gateway.nginx.org/nginx-gateway-controller"],
  classes: ["nginx"],
  profile: () =>
    declaredProfile(
      {
        id: "nginx-gateway-fabric",
        title: "NGINX Gateway Fabric",
        known: {
          policies: { value: "read", fact: POLICY },
          tlsPortWithoutPolicy: { value: "clear", fact: CLEAR },
          appProtocolHttps: { value: "clear", fact: CLEAR },
          appProtocolWss: { value: "broken", fact: WSS },
          nameCheck: { value: "verified", fact: POLICY },
          subjectAltNames: { value: "ignored", fact: SANS },
          brokenPolicy: { value: "closed", fact: CLOSED },
          systemTrust: { value: "supported", fact: POLICY },
          backendClientCertificate: { value: "applies", fact: CLIENT },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      {
        optionsRead: [
          "nginx.org/ssl-protocols",
          "nginx.org/ssl-ciphers",
          "nginx.org/ssl-prefer-server-ciphers",
          "nginx.org/ssl-session-cache",
          "nginx.org/ssl-session-timeout",
          "nginx.org/ssl-ecdh-curve",
        ],
      },
    ),
};
