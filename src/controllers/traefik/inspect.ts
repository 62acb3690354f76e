import { evidence, type Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotation, annotations } from "../../model/read.ts";
import type { SettingVerdict } from "../settings-contract.ts";
import { FACTS } from "./facts.ts";
import { PREFIX } from "./decode.ts";
import type { TraefikWorld } from "./traefik-world.ts";

/** Annotations that are in the wrong place or form for what they say. */
export function inspectObject(object: KubeObject, traefik: TraefikWorld): SettingVerdict[] {
  if (object.kind !== "Ingress") return [];
  const verdicts: SettingVerdict[] = [];
  for (const key of Object.keys(annotations(object))) {
    const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length).toLowerCase() : "";
    const value = annotation(object, key) ?? "";
    if (name.startsWith("service.")) {
      verdicts.push(
        told(
          object,
          key,
          "wrong-object",
          FACTS.onService,
          `${name} is read on the Service alone; here it does nothing`,
          "the same annotation on the Service",
        ),
      );
    } else if (name === "router.tls.options" && !["", "default"].includes(value) && !value.includes("@")) {
      verdicts.push(
        told(
          object,
          key,
          "no-effect",
          FACTS.optionMissing,
          `"${value}" names no TLSOption, so every TLS connection of the host is closed`,
          `${object.namespace}-${value}@kubernetescrd`,
        ),
      );
    } else if (name === "router.entrypoints") {
      const unknown = value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "" && !traefik.entryPoints.some((point) => point.name === item));
      if (unknown.length > 0 && traefik.config.object !== null) {
        verdicts.push(
          told(
            object,
            key,
            "no-effect",
            FACTS.entryPointUnknown,
            `Traefik has no entry point ${unknown.join(", ")}`,
            traefik.entryPoints.map((point) => point.name).join(","),
          ),
        );
      }
    } else if (name === "router.tls" && !/^(?:true|false|)$/i.test(value)) {
      verdicts.push(
        told(
          object,
          key,
          "value-falls-back",
          FACTS.specTlsOnly,
          `router.tls is on for the word "true" alone; "${value}" leaves TLS off`,
          "true",
        ),
      );
    }
  }
  return verdicts;
}

function told(
  object: KubeObject,
  key: string,
  problem: SettingVerdict["problem"],
  fact: Fact,
  effect: string,
  instead: string | null,
): SettingVerdict {
  const at: FieldPath = ["metadata", "annotations", key];
  return {
    problem,
    controller: "traefik",
    object,
    at,
    key,
    value: annotation(object, key) ?? null,
    effect,
    instead,
    belief: "encryption",
    evidence: [evidence(fact, object, at)],
  };
}
