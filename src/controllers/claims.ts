import type { Inventory } from "../inventory/inventory.ts";
import { assumption, evidence, type Fact } from "../model/evidence.ts";
import type { KubeObject } from "../model/objects.ts";
import { annotation, annotations, text } from "../model/read.ts";
import type { ClaimedGateway, ClaimedIngress, ControllerInstance, ControllerModule, World } from "./contract.ts";
import { claimGateways } from "./gateway-claims.ts";

/** The kind of today, and the one of servers before 1.22, which is read to be told of. */
export const INGRESSES = ["Ingress.networking.k8s.io", "Ingress.extensions"] as const;
const INGRESS_CLASS = "IngressClass.networking.k8s.io";
const LEGACY_CLASS = "kubernetes.io/ingress.class";
const DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";

/** An Ingress that nobody in the input serves, and what its class says. */
export interface UnclaimedIngress {
  readonly ingress: KubeObject;
  /** The class it names, or null. */
  readonly className: string | null;
  /** The controller that the class's IngressClass names, where that is none that lasthop knows or none that runs. */
  readonly reason: string;
  /** Nobody serves it; false where the input cannot tell. */
  readonly certain: boolean;
}

export interface Claims {
  readonly byInstance: ReadonlyMap<ControllerInstance, readonly ClaimedIngress[]>;
  readonly unclaimed: readonly UnclaimedIngress[];
  /** Gateways, by who serves them. */
  readonly gateways: ReadonlyMap<ControllerInstance, readonly ClaimedGateway[]>;
  /** Declared instances, then supposed ones. */
  readonly instances: readonly ControllerInstance[];
  /** One controller runs and no other: it answers for what nobody serves. */
  readonly onlyOne: boolean;
}

const CLASS_FACT: Fact = {
  text: "The Ingress names this class and the IngressClass names this controller.",
  reference: "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
  basis: "documented",
};
const CONVENTION_FACT: Fact = {
  text: "By convention this class name belongs to this controller.",
  reference: "the default class name of the controller's own chart",
  basis: "documented",
};
const PREFIX_FACT: Fact = {
  text: "Only this controller reads annotations with this prefix.",
  reference: "the controller's annotation table",
  basis: "read",
};

/**
 * The class an Ingress has when the API server has admitted it: `spec.ingressClassName`, else the single default
 * IngressClass, which admission writes into Ingresses that name none (the legacy annotation counts as naming one).
 * Source: plugin/pkg/admission/network/defaultingressclass of kubernetes/kubernetes; measured on 1.36.3.
 */
export function admittedClass(world: World, ingress: KubeObject): string | null {
  const named = text(ingress.body, "spec", "ingressClassName");
  if (named !== undefined) return named;
  if (annotation(ingress, LEGACY_CLASS) !== undefined) return null;
  const defaults = world.inventory.all(INGRESS_CLASS).filter((item) => annotation(item, DEFAULT_CLASS) === "true");
  // Several defaults: admission takes the newest, then the first by name.
  const newest = defaults.toSorted(
    (a, b) =>
      (text(b.body, "metadata", "creationTimestamp") ?? "").localeCompare(
        text(a.body, "metadata", "creationTimestamp") ?? "",
      ) || a.name.localeCompare(b.name),
  )[0];
  return newest?.name ?? null;
}

export function ingressesOf(inventory: Inventory): KubeObject[] {
  return INGRESSES.flatMap((kind) => inventory.all(kind));
}

/** Finds who serves each Ingress: declared instances first; where none runs in the input, the one it looks made for. */
export function claimIngresses(world: World, modules: readonly ControllerModule[]): Claims {
  const declared = modules.flatMap((module) => module.instances?.(world) ?? []);
  const supposed = new Map<ControllerModule, ControllerInstance>();
  const byInstance = new Map<ControllerInstance, ClaimedIngress[]>(declared.map((instance) => [instance, []]));
  const unclaimed: UnclaimedIngress[] = [];

  for (const ingress of ingressesOf(world.inventory)) {
    let claimed = false;
    for (const instance of declared) {
      const claim = instance.claims(ingress);
      if (claim === null) continue;
      byInstance.get(instance)?.push({ ingress, claim });
      claimed = true;
    }
    if (claimed) continue;
    const guess = looksMadeFor(world, modules, ingress);
    const verdict = nobodyServes(world, declared, guess);
    if (guess === null || verdict !== null) {
      const reason = verdict?.reason ?? "nothing in the input says which controller serves this class";
      unclaimed.push({ ingress, className: classOf(world, ingress), certain: verdict !== null, reason });
      continue;
    }
    let instance = supposed.get(guess.module);
    if (instance === undefined) {
      instance = guess.module.assumed?.(world);
      if (instance === undefined) {
        unclaimed.push({
          ingress,
          className: classOf(world, ingress),
          certain: false,
          reason: "lasthop does not model this controller",
        });
        continue;
      }
      supposed.set(guess.module, instance);
      byInstance.set(instance, []);
    }
    byInstance.get(instance)?.push({
      ingress,
      claim: {
        because: guess.because,
        assumptions: [
          assumption(
            "which controller serves this Ingress",
            `${guess.module.title}, ${guess.why}`,
            "add the IngressClass and the controller's Deployment to the input, or pass --controller ID=VERSION",
          ),
        ],
      },
    });
  }
  const suppose = (module: ControllerModule): ControllerInstance | null => {
    const known = supposed.get(module);
    if (known !== undefined) return known;
    const instance = module.assumed?.(world);
    if (instance === undefined) return null;
    supposed.set(module, instance);
    byInstance.set(instance, []);
    return instance;
  };
  for (const module of modules) {
    const present = module.ownKinds?.some((kind) => world.inventory.all(kind).length > 0) ?? false;
    const runs = declared.some(
      (item) => item.id === module.id && (world.inventory.whole || item.servesOwnKinds !== false),
    );
    if (present && !runs) suppose(module);
  }
  const gateways = claimGateways(world, modules, declared, suppose);
  return { ...serving(byInstance, gateways), unclaimed, onlyOne: onlyOneRuns(world, modules, declared) };
}

/** Instances with the Gateways that each was given. */
function serving(
  byInstance: ReadonlyMap<ControllerInstance, readonly ClaimedIngress[]>,
  given: ReadonlyMap<ControllerInstance, readonly ClaimedGateway[]>,
): Pick<Claims, "byInstance" | "gateways" | "instances"> {
  const made = [...byInstance].map(([instance, ingresses]) => {
    const own = given.get(instance) ?? [];
    return { instance: instance.serving?.(own) ?? instance, ingresses, own };
  });
  return {
    byInstance: new Map(made.map(({ instance, ingresses }) => [instance, ingresses])),
    gateways: new Map(made.filter(({ own }) => own.length > 0).map(({ instance, own }) => [instance, own])),
    instances: made.map(({ instance }) => instance),
  };
}

/**
 * Whether it is certain that nobody serves an Ingress that no declared instance claims. In a whole input the class has
 * to be an IngressClass, and its controller one that runs: in the input, or by the user's word.
 */
function nobodyServes(
  world: World,
  declared: readonly ControllerInstance[],
  guess: Guess | null,
): { readonly reason: string } | null {
  if (!world.inventory.whole) return null;
  if (guess !== null && declared.some((instance) => instance.id === guess.module.id)) {
    return { reason: `${guess.module.title} runs in the input and does not claim this class` };
  }
  if (guess === null || guess.how !== "object") return { reason: "no IngressClass in the input has this name" };
  const running = [...declared.map(({ id }) => id), ...world.given.map(({ id }) => id)];
  if (running.length === 0 || running.includes(guess.module.id)) return null;
  return { reason: `the class is for ${guess.module.title}, which does not run here` };
}

/** By the input's workloads and the user's word; where neither says anything, by the IngressClasses. */
function onlyOneRuns(
  world: World,
  modules: readonly ControllerModule[],
  declared: readonly ControllerInstance[],
): boolean {
  const running = new Set([...declared.map(({ id }) => id), ...world.given.map(({ id }) => id)]);
  if (running.size > 0) return running.size === 1;
  const classes = world.inventory.all(INGRESS_CLASS).map((item) => text(item.body, "spec", "controller") ?? "");
  const byClass = modules.filter((module) =>
    module.ingressClassControllers.some((name) => classes.some((value) => matches(name, value))),
  );
  return byClass.length === 1;
}

function classOf(world: World, ingress: KubeObject): string | null {
  return admittedClass(world, ingress) ?? annotation(ingress, LEGACY_CLASS) ?? null;
}

interface Guess {
  readonly module: ControllerModule;
  readonly how: "object" | "class" | "prefix" | "given";
  readonly why: string;
  readonly because: ReturnType<typeof evidence>[];
}

/** The controller an Ingress looks made for: by IngressClass, by class name, by annotations, by what the user gave. */
function looksMadeFor(world: World, modules: readonly ControllerModule[], ingress: KubeObject): Guess | null {
  const className = classOf(world, ingress);
  const classPath =
    text(ingress.body, "spec", "ingressClassName") !== undefined
      ? ["spec", "ingressClassName"]
      : ["metadata", "annotations", LEGACY_CLASS];
  if (className !== null) {
    const ingressClass = world.inventory.find(INGRESS_CLASS, null, className);
    if (ingressClass !== undefined) {
      const controller = text(ingressClass.body, "spec", "controller") ?? "";
      const module = modules.find((item) => item.ingressClassControllers.some((name) => matches(name, controller)));
      if (module === undefined) return null;
      return {
        module,
        how: "object",
        why: `because IngressClass ${className} names ${controller}`,
        because: [evidence(CLASS_FACT, ingressClass, ["spec", "controller"])],
      };
    }
  }
  const byPrefix = modules.filter((module) => hasPrefix(ingress, module));
  const byName =
    className === null ? [] : modules.filter((module) => module.conventionalClasses.includes(className.toLowerCase()));
  const given = world.given.map((item) => item.id);
  const candidates: { readonly found: readonly ControllerModule[]; readonly how: "class" | "prefix" | "given" }[] = [
    { found: byName.filter((module) => byPrefix.includes(module)), how: "class" },
    { found: byPrefix.filter((module) => module.sharedClasses?.includes(className ?? "") === true), how: "class" },
    { found: byName, how: "class" },
    { found: className === null ? byPrefix : [], how: "prefix" },
    { found: modules.filter((module) => given.includes(module.id)), how: "given" },
  ];
  for (const { found, how } of candidates) {
    const [module, second] = found;
    if (module === undefined) continue;
    if (second !== undefined) {
      const chosen = found.filter((item) => given.includes(item.id));
      if (chosen.length !== 1 || chosen[0] === undefined) continue;
      return guessOf(chosen[0], how, className, ingress, classPath);
    }
    return guessOf(module, how, className, ingress, classPath);
  }
  return null;
}

function guessOf(
  module: ControllerModule,
  how: "class" | "prefix" | "given",
  className: string | null,
  ingress: KubeObject,
  classPath: readonly string[],
): Guess {
  if (how === "class") {
    return {
      module,
      how,
      why: `from the class name "${className}"`,
      because: [evidence(CONVENTION_FACT, ingress, classPath)],
    };
  }
  if (how === "given") {
    return { module, how, why: "from --controller", because: [evidence(CONVENTION_FACT, ingress, ["spec"])] };
  }
  const key = Object.keys(annotations(ingress)).find((name) =>
    module.annotations.prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return {
    module,
    how,
    why: "from its annotations; it names no class and the input holds no default class",
    because: [evidence(PREFIX_FACT, ingress, ["metadata", "annotations", ...(key === undefined ? [] : [key])])],
  };
}

function matches(pattern: string, controller: string): boolean {
  return pattern.endsWith("*") ? controller.startsWith(pattern.slice(0, -1)) : pattern === controller;
}

function hasPrefix(ingress: KubeObject, module: ControllerModule): boolean {
  return Object.keys(annotations(ingress)).some((key) =>
    module.annotations.prefixes.some((prefix) => key.startsWith(prefix)),
  );
}
