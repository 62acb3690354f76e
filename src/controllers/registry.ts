// Generated from the folder list by `npm run generate`. Do not edit.
import type { ControllerModule } from "./contract.ts";
import { controller as apisix } from "./apisix/index.ts";
import { controller as awsLoadBalancerController } from "./aws-load-balancer-controller/index.ts";
import { controller as azureApplicationGateway } from "./azure-application-gateway/index.ts";
import { controller as azureApplicationGatewayForContainers } from "./azure-application-gateway-for-containers/index.ts";
import { controller as cilium } from "./cilium/index.ts";
import { controller as contour } from "./contour/index.ts";
import { controller as emissary } from "./emissary/index.ts";
import { controller as envoyGateway } from "./envoy-gateway/index.ts";
import { controller as gce } from "./gce/index.ts";
import { controller as haproxyIngress } from "./haproxy-ingress/index.ts";
import { controller as haproxytech } from "./haproxytech/index.ts";
import { controller as ingressNginx } from "./ingress-nginx/index.ts";
import { controller as istio } from "./istio/index.ts";
import { controller as kgateway } from "./kgateway/index.ts";
import { controller as kong } from "./kong/index.ts";
import { controller as nginxGatewayFabric } from "./nginx-gateway-fabric/index.ts";
import { controller as nginxInc } from "./nginx-inc/index.ts";
import { controller as openshiftRouter } from "./openshift-router/index.ts";
import { controller as traefik } from "./traefik/index.ts";
import { controller as unknown } from "./unknown/index.ts";

export const CONTROLLERS: readonly ControllerModule[] = [
  apisix,
  awsLoadBalancerController,
  azureApplicationGateway,
  azureApplicationGatewayForContainers,
  cilium,
  contour,
  emissary,
  envoyGateway,
  gce,
  haproxyIngress,
  haproxytech,
  ingressNginx,
  istio,
  kgateway,
  kong,
  nginxGatewayFabric,
  nginxInc,
  openshiftRouter,
  traefik,
  unknown,
];
