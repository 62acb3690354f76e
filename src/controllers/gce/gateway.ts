import type { Fact } from "../../model/evidence.ts";
import { annotation, fields } from "../../model/read.ts";
import type { Listener } from "../gateway-api/listeners.ts";
import { byOptions, declaredProfile } from "../gateway-api/spec-profile.ts";

function documented(text: string, reference: string): Fact {
  return { text, reference, basis: "documented" };
}

const SERVES = documented(
  "It serves the Gateways of GKE's classes.",
  "https://docs.cloud.google.com/kubernetes-engine/docs/concepts/gateway-api",
);
const PROTOCOL = documented(
  "appProtocol HTTPS of a Service port makes TLS that verifies nothing.",
  "https://docs.cloud.google.com/load-balancing/docs/backend-authenticated-tls-backend-mtls",
);
const POLICY = documented("BackendTLSPolicy makes backend authenticated TLS.", PROTOCOL.reference);

/** GKE Gateway: documented, not measured. */
export const GATEWAYS = {
  controllers: ["networking.gke.io/gateway"],
  classes: ["gke-l7-global-external-managed", "gke-l7-regional-external-managed", "gke-l7-rilb", "gke-l7-gxlb"],
  profile: () =>
    declaredProfile(
      {
        id: "gce",
        title: "GKE Gateway",
        known: {
          policies: { value: "read", fact: POLICY },
          tlsPortWithoutPolicy: { value: "clear", fact: PROTOCOL },
          appProtocolHttps: { value: "tls-unverified", fact: PROTOCOL },
          nameCheck: { value: "verified", fact: POLICY },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      { externalCertificate },
    ),
};

function externalCertificate(listener: Listener): string | null {
  const map = annotation(listener.gateway, "networking.gke.io/certmap");
  if (map !== undefined) return `certificate map ${map}`;
  const shared = fields(listener.body, "tls", "options")["networking.gke.io/pre-shared-certs"];
  return typeof shared === "string" ? `pre-shared certificates ${shared}` : byOptions(listener);
}
