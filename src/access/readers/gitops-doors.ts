import type { Fact } from "../../model/evidence.ts";
import type { Door } from "../../model/doors.ts";
import { list, text, texts } from "../../model/read.ts";
import type { PodIndex, PodSpec } from "./pods.ts";
import { nameOfImage } from "./programs.ts";

interface Program {
  readonly image: RegExp;
  readonly kind: Door["kind"];
  readonly fact: Fact;
  /** Whether this container is it; by its image alone where left out. */
  is?(words: readonly string[]): boolean;
  /** Whether it reads the objects of its own namespace alone. */
  ownNamespace(words: readonly string[]): boolean;
}

function documented(text: string, reference: string): Fact {
  return { text, reference, basis: "documented" };
}

function flux(kind: Door["kind"], what: string): Program {
  return {
    image: new RegExp(`(?:^|/)${kind === "release" ? "helm" : "kustomize"}-controller$`),
    kind,
    fact: documented(
      `Flux applies a ${what} with its own rights where that names no ServiceAccount and no default one is set.`,
      "fluxcd.io/flux/installation/configuration/multitenancy",
    ),
    // With a default account it takes on the rights of the tenant.
    is: (words) => !words.some((word) => word.startsWith("--default-service-account")),
    ownNamespace: (words) => words.includes("--watch-all-namespaces=false"),
  };
}

const PROGRAMS: readonly Program[] = [
  flux("kustomization", "Kustomization"),
  flux("release", "HelmRelease"),
  {
    image: /(?:^|\/)argocd$/,
    kind: "application",
    fact: documented(
      "Argo CD applies what the repository of an Application holds, as far as its project lets it.",
      "argo-cd.readthedocs.io/en/stable/operator-manual/security",
    ),
    is: (words) => words.some((word) => /(?:^|\/)argocd-application-controller$/.test(word)),
    ownNamespace: (words) => !words.some((word) => word.startsWith("--application-namespaces")),
  },
];

/** GitOps controllers of the input, which do for whoever writes their objects what they may do themselves. */
export function gitopsDoors({ pods }: PodIndex): Door[] {
  return pods.flatMap((pod) =>
    list(pod.object.body, ...pod.path, "containers").flatMap((container, index) => doorsOf(pod, container, index)),
  );
}

function doorsOf(pod: PodSpec, container: unknown, index: number): Door[] {
  const image = nameOfImage(text(container, "image") ?? "");
  const words = [...texts(container, "command"), ...texts(container, "args")];
  return PROGRAMS.filter((program) => program.image.test(image) && program.is?.(words) !== false).map(
    ({ kind, fact, ownNamespace }) => ({
      kind,
      fact,
      namespace: ownNamespace(words) ? pod.namespace : null,
      account: { namespace: pod.namespace, name: pod.account },
      object: pod.object,
      at: [...pod.path, "containers", index, "image"],
    }),
  );
}
