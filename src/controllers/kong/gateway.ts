import type { Fact } from "../../model/evidence.ts";
import { annotation } from "../../model/read.ts";
import { traitOf } from "../gateway-api/cause.ts";
import { type Leg, type LegContext, legOf } from "../gateway-api/leg.ts";
import type { ServicePort } from "../gateway-api/service-port.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return { text, reference: `Kong/kubernetes-ingress-controller ${file}`, basis: "read" };
}

const SERVES = read(
  "It serves the Gateways of its class, and reads BackendTLSPolicy as v1alpha3.",
  "internal/gatewayapi/aliases.go",
);
const PROTOCOL = read(
  "konghq.com/protocol of the Service says how it is dialled (exact words); appProtocol is not read.",
  "internal/annotations/annotations.go",
);
const VERIFY = read(
  "konghq.com/tls-verify checks chain and name; the name is the Host that is sent on, which is the client's.",
  "internal/dataplane/kongstate/service.go",
);
const POLICY = read(
  "A policy sets https, tls-verify and the Host to its hostname.",
  "internal/controllers/gateway/backendtlspolicy_controller.go",
);

/** Kong as Gateway API controller: read in its code, not measured. */
export const GATEWAYS = {
  controllers: ["konghq.com/kic-gateway-controller"],
  classes: ["kong"],
  profile: () =>
    declaredProfile(
      {
        id: "kong",
        title: "Kong",
        known: {
          policies: { value: "read", fact: POLICY },
          tlsPortWithoutPolicy: { value: "clear", fact: PROTOCOL },
          appProtocolHttps: { value: "clear", fact: PROTOCOL },
          appProtocolWss: { value: "clear", fact: PROTOCOL },
          nameCheck: { value: "verified", fact: POLICY },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      { policyVersions: ["v1alpha3"], withoutPolicy: dialled },
    ),
};

function dialled(context: LegContext, { service }: ServicePort): Leg | null {
  if (service === null) return null;
  const key = "konghq.com/protocol";
  const protocol = annotation(service, key);
  if (protocol === undefined || !["https", "grpcs", "wss", "tls"].includes(protocol)) return null;
  const cause = { fact: PROTOCOL, object: service, at: ["metadata", "annotations", key] };
  const verify = annotation(service, "konghq.com/tls-verify") ?? "";
  if (!["1", "t", "T", "true", "TRUE", "True"].includes(verify)) return legOf(context, "tls-unverified", [cause]);
  const checked = { fact: VERIFY, object: service, at: ["metadata", "annotations", "konghq.com/tls-verify"] };
  const why = "the name that is checked is the Host of each request";
  return legOf(context, "tls-verified", [checked, cause], {
    traits: [traitOf("client-picks-verified-name", why, checked)],
  });
}
