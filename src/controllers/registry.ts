// Generated from the folder list by `npm run generate`. Do not edit.
import type { ControllerModule } from "./contract.ts";
import { controller as ingressNginx } from "./ingress-nginx/index.ts";
import { controller as traefik } from "./traefik/index.ts";

export const CONTROLLERS: readonly ControllerModule[] = [ingressNginx, traefik];
