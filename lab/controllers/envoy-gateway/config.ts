import { dump, load } from "js-yaml";
import { fields, isFields, text } from "../../../src/model/read.ts";
import { part as envoy } from "../../parts/envoy/part.ts";
import type { Manifest } from "../../world/manifests.ts";
import { namespaceOf } from "../../world/manifests.ts";

const NAMESPACE = "envoy-gateway-system";

export interface Config {
  /** The EnvoyGateway object as YAML. */
  readonly text: string;
  readonly namespace: string;
}

/** Proxies are child processes, of an Envoy that is there already: without a version the program asks the internet. */
const HOST_PROVIDER = { type: "Host", host: { envoyVersion: envoy.version } };

/** The case's own configuration, for resources of the API server and proxies on this machine. */
export function configOf(objects: readonly Manifest[], home: string): Config {
  const holder = objects.find((object) => sourceOf(object) !== undefined);
  const own = fields(load(sourceOf(holder) ?? "{}"));
  const config = {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyGateway",
    ...own,
    envoyProxy: { ...fields(own, "envoyProxy"), provider: HOST_PROVIDER },
    provider: {
      type: "Custom",
      custom: {
        resource: {
          type: "Kubernetes",
          kubernetes: { ...fields(own, "provider", "kubernetes"), leaderElection: { disable: true } },
        },
        infrastructure: {
          type: "Host",
          host: {
            configHome: `${home}/config`,
            dataHome: `${home}/data`,
            stateHome: `${home}/state`,
            runtimeDir: `${home}/run`,
          },
        },
      },
    },
  };
  return { text: dump(config), namespace: holder === undefined ? NAMESPACE : namespaceOf(holder) };
}

function sourceOf(object: Manifest | undefined): string | undefined {
  return object?.kind === "ConfigMap" ? text(object, "data", "envoy-gateway.yaml") : undefined;
}

/** Every EnvoyProxy of a case asks for proxies on this machine too. */
export function onThisMachine(object: Manifest): Manifest {
  if (object.kind !== "EnvoyProxy") return object;
  const spec = isFields(object["spec"]) ? object["spec"] : {};
  return { ...object, spec: { ...spec, provider: HOST_PROVIDER } };
}
