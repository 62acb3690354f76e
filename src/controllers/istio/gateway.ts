import type { Fact } from "../../model/evidence.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return { text, reference: `istio/istio ${file}`, basis: "read" };
}

const CERTIFICATES = "pilot/pkg/config/kube/gateway";
const SERVES = read("It serves the Gateways of class istio.", CERTIFICATES);
const CLEAR = read(
  "A destination outside of the mesh is dialled in clear; one with a sidecar or in ambient by the mesh's own mTLS.",
  "pilot/pkg/networking/core/cluster_tls.go",
);
const NAME = read(
  "hostname is the server name alone: names are checked only where subjectAltNames lists them.",
  CERTIFICATES,
);
const CLOSED = read(
  "A reference that cannot be read is written as one that never resolves: no traffic passes.",
  CERTIFICATES,
);

/** Istio as Gateway API controller: read in its code, not measured. */
export const GATEWAYS = {
  controllers: ["istio.io/gateway-controller"],
  classes: ["istio", "istio-remote"],
  profile: () =>
    declaredProfile(
      {
        id: "istio",
        title: "Istio",
        known: {
          policies: { value: "read", fact: SERVES },
          tlsPortWithoutPolicy: { value: "clear", fact: CLEAR },
          nameCheck: { value: "chain-without-sans", fact: NAME },
          subjectAltNames: { value: "replace-hostname", fact: NAME },
          brokenPolicy: { value: "closed", fact: CLOSED },
          systemTrust: { value: "supported", fact: SERVES },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      {
        policyVersions: ["v1"],
        caKinds: ["ConfigMap"],
        optionsRead: ["gateway.istio.io/tls-terminate-mode", "gateway.istio.io/tls-cipher-suites"],
      },
    ),
};
