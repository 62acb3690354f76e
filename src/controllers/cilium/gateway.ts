import type { Fact } from "../../model/evidence.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return { text, reference: `cilium/cilium ${file}`, basis: "read" };
}

const SERVES = read("It serves the Gateways of class cilium.", "operator/pkg/gateway-api");
const CLEAR = read("It dials backends in clear; the wire may be encrypted by the CNI.", "operator/pkg/model/ingestion");
const POLICY = read("BackendTLSPolicy is read from 1.20 on.", "operator/pkg/gateway-api");

/** Cilium as Gateway API controller: read in its code and reports, not measured. */
export const GATEWAYS = {
  controllers: ["io.cilium/gateway-controller"],
  classes: ["cilium"],
  profile: (version: string | null) => {
    const old = version !== null && /^(?:0|1\.(?:1?\d)(?:\.|$))/.test(version);
    return declaredProfile({
      id: "cilium",
      title: "Cilium",
      known: {
        policies: { value: old ? "ignored" : "read", fact: POLICY },
        tlsPortWithoutPolicy: { value: "clear", fact: CLEAR },
        nameCheck: { value: "verified", fact: POLICY },
      },
      otherwise: "unknown",
      serves: SERVES,
    });
  },
};
