import type { Inventory } from "../../inventory/inventory.ts";
import { list, text } from "../../model/read.ts";
import { GROUP, ROUTE_KINDS } from "./kinds.ts";

/**
 * Whether the input holds Gateways with all that they need: their class, routes, and backends that those lead to.
 * The platform's class and the applications' Services are kept in one place only where everything is.
 */
export function holdsGatewaysAndBackends(inventory: Inventory): boolean {
  if (["GatewayClass", "Gateway"].some((kind) => inventory.all(`${kind}.${GROUP}`).length === 0)) return false;
  const backends = ROUTE_KINDS.flatMap((kind) =>
    inventory.all(`${kind}.${GROUP}`).flatMap((route) =>
      list(route.body, "spec", "rules").flatMap((rule) =>
        list(rule, "backendRefs").map((ref) => ({
          kind: `${text(ref, "kind") ?? "Service"}.${text(ref, "group") ?? ""}`,
          namespace: text(ref, "namespace") ?? route.namespace ?? "default",
          name: text(ref, "name") ?? "",
        })),
      ),
    ),
  );
  return backends.some(({ kind, namespace, name }) => inventory.find(kind, namespace, name) !== undefined);
}
