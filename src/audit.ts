import { RouteKeyAccess } from "./access/keys/key-access.ts";
import { reportedReaders } from "./access/readers/readers.ts";
import { SecretCertificates } from "./certificates/reader.ts";
import { claimIngresses, ingressesOf } from "./controllers/claims.ts";
import type { ControllerInstance, World } from "./controllers/contract.ts";
import { CONTROLLERS } from "./controllers/registry.ts";
import { lintSettings } from "./controllers/settings.ts";
import { unjudged } from "./controllers/unjudged.ts";
import { holdsGatewaysAndBackends } from "./controllers/gateway-api/whole.ts";
import { controllerContainers } from "./controllers/workloads.ts";
import type { Inventory } from "./inventory/inventory.ts";
import type { Door } from "./model/doors.ts";
import type { KeyName } from "./model/key-access.ts";
import { createdAt } from "./model/read.ts";
import type { Report, Route, TlsSecret } from "./model/report.ts";
import type { ControllerId } from "./model/words.ts";
import { BackendProofs } from "./paths/backend-proofs.ts";
import { joinPaths } from "./paths/join.ts";
import type { PathView, Policy, RequiredLevel, Rule } from "./rules/contract.ts";
import { RULES } from "./rules/registry.ts";
import { runRules } from "./rules/run.ts";
import { suppress } from "./rules/suppress.ts";
import { assumptionsOf, secretsOf, summarise, wholeAssumption } from "./summary.ts";
import { VERSION } from "./version.ts";

/** What `audit` may be told beside the inventory. Everything is optional. */
export interface AuditOptions {
  /** From `--controller ID=VERSION`: which controller serves what the input leaves open, and its release. */
  readonly controllers?: readonly { readonly id: ControllerId; readonly version: string | null }[] | undefined;
  /** Epoch milliseconds, for what depends on the date (suppressions that end). Left out, nothing has ended. */
  readonly now?: number | undefined;
  readonly policy?: Policy | undefined;
  /** The level that every route must reach for which the policy states none. */
  readonly require?: RequiredLevel | undefined;
  /** Fingerprints of findings that were accepted earlier. */
  readonly baseline?: ReadonlySet<string> | undefined;
  /** Which rules to run; all when left out. */
  readonly rules?: ((rule: Rule) => boolean) | undefined;
}

/**
 * The front door: every route of an inventory with what each of its hops gives, and the findings.
 * Pure: no clock, no network, no file system; the same inventory and options give the same report. Never throws.
 */
export function audit(inventory: Inventory, options: AuditOptions = {}): Report {
  const supposed = inventory.stated ? inventory : inventory.supposing(looksWhole(inventory));
  const now = options.now ?? 0;
  const certificates = new SecretCertificates();
  const world: World = {
    inventory: supposed,
    certificates,
    given: [...(options.controllers ?? []), ...(options.policy?.controllers ?? [])],
    now: now === 0 ? null : now,
  };
  const claims = claimIngresses(world, CONTROLLERS);
  const { paths, instances } = joinPaths(claims, new BackendProofs(supposed, world.now));
  const required = requirement(options);
  const findings = runRules(RULES.filter(options.rules ?? (() => true)), {
    paths,
    instances,
    settings: lintSettings(world, CONTROLLERS, claims),
    inventory: supposed,
    keyAccess: new RouteKeyAccess(
      supposed,
      () => servedSecrets(paths),
      () => doorsOf(instances),
    ),
    options: { requiredFor: required, now },
    severityOf: (rule) => options.policy?.severityOf(rule) ?? null,
  });
  suppress(findings, { policy: options.policy ?? null, baseline: options.baseline ?? new Set(), now });
  const routes = paths.map((path) => path.route);
  let secrets: TlsSecret[] | undefined;
  return {
    formatVersion: "1",
    tool: { name: "lasthop", version: VERSION },
    inputs: [...supposed.inputs],
    routes,
    findings,
    /** Read when asked for: certificates cost more than the rest of the report, and most outputs show none. */
    get secrets() {
      secrets ??= secretsOf(supposed, certificates, routes, (sameKey) =>
        reportedReaders(supposed, { sameKey, doors: doorsOf(instances) }),
      );
      return secrets;
    },
    assumptions: [...wholeAssumption(inventory, supposed, routes), ...assumptionsOf(routes)],
    notJudged: unjudged(supposed, CONTROLLERS),
    summary: summarise(routes, findings),
  };
}

/** The Secrets that routes serve to clients, as often as they do. */
function servedSecrets(paths: readonly PathView[]): KeyName[] {
  const served: KeyName[] = [];
  for (const { route } of paths) {
    const { certificate } = route.client;
    if (certificate.kind === "secret") served.push(certificate);
  }
  return served;
}

/** How those who write routes get at what the controllers of an input may read. */
export function doors(inventory: Inventory): Door[] {
  const world: World = { inventory, certificates: new SecretCertificates(), given: [], now: null };
  return doorsOf(CONTROLLERS.flatMap((controller) => controller.instances?.(world) ?? []));
}

function doorsOf(instances: readonly ControllerInstance[]): Door[] {
  return instances.flatMap((instance) => [...(instance.doors?.() ?? [])]);
}

/**
 * Whether the input is supposed to be a whole cluster: it holds a controller's own workload, or IngressClasses beside
 * Ingresses with an age, as only a cluster gives them, or Gateways from their class to the backends of their routes;
 * and it declares no object twice, as a repository of examples or overlays does.
 */
function looksWhole(inventory: Inventory): boolean {
  if (inventory.repeats) return false;
  if (CONTROLLERS.some((controller) => controllerContainers(inventory, controller.images).length > 0)) return true;
  const classes = inventory.all("IngressClass.networking.k8s.io").length > 0;
  if (classes && ingressesOf(inventory).some((ingress) => createdAt(ingress) !== null)) return true;
  return holdsGatewaysAndBackends(inventory);
}

function requirement(options: AuditOptions) {
  return (route: Route): { level: RequiredLevel; statedBy: string } | null => {
    const stated = options.policy?.requiredFor(route) ?? null;
    if (stated !== null) return stated;
    return options.require === undefined ? null : { level: options.require, statedBy: "--require" };
  };
}
