import type { ControllerModule } from "../contract.ts";
import { OWN_KINDS } from "../gateway-api/kinds.ts";
import { namesTable } from "../unmodelled.ts";
import { supposedInstance } from "./instance.ts";

/** Gateways of a class that no other module knows, and routes whose Gateway is not in the input. */
export const controller: ControllerModule = {
  id: "unknown",
  title: "the Gateway API as specified",
  ingressClassControllers: [],
  conventionalClasses: [],
  images: [],
  annotations: namesTable({ prefixes: [], source: "", rows: [] }),
  ownKinds: OWN_KINDS,
  takesOtherGateways: true,
  assumed: supposedInstance,
};
