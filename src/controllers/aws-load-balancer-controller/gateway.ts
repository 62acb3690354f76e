import type { Fact } from "../../model/evidence.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return { text, reference: `kubernetes-sigs/aws-load-balancer-controller ${file}`, basis: "read" };
}

const SERVES = read("It serves the Gateways of its ALB and NLB classes.", "docs/guide/gateway/gateway.md");
const CLEAR = read(
  "A target group speaks HTTP unless TargetGroupConfiguration says HTTPS or TLS, which then verifies nothing.",
  "pkg/service/model_build_target_group.go",
);
const NO_POLICY = read("The repository has no code for BackendTLSPolicy.", "pkg/gateway");

/** The AWS Load Balancer Controller as Gateway API controller: read in its code, not measured. */
export const GATEWAYS = {
  controllers: ["gateway.k8s.aws/alb", "gateway.k8s.aws/nlb"],
  classes: [],
  profile: () =>
    declaredProfile(
      {
        id: "aws-load-balancer-controller",
        title: "AWS Load Balancer Controller",
        known: {
          policies: { value: "ignored", fact: NO_POLICY },
          tlsPortWithoutPolicy: { value: "clear", fact: CLEAR },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      { externalCertificate: () => "a certificate of ACM, by the listener's host" },
    ),
};
