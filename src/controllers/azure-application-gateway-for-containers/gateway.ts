import type { Fact } from "../../model/evidence.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(text: string, file: string): Fact {
  return {
    text,
    reference: `https://learn.microsoft.com/azure/application-gateway/for-containers ${file}`,
    basis: "documented",
  };
}

const SERVES = read("It serves the Gateways of its class.", "overview");

/** Application Gateway for Containers: its code is closed, and its documents leave every question open. */
export const GATEWAYS = {
  controllers: ["alb.networking.azure.io/alb-controller"],
  classes: ["azure-alb-external"],
  profile: () =>
    declaredProfile({
      id: "azure-application-gateway-for-containers",
      title: "Application Gateway for Containers",
      known: {},
      otherwise: "unknown",
      serves: SERVES,
    }),
};
