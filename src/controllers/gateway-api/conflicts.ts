import { keyOf } from "./kinds.ts";
import { type Listener, titleOf } from "./listeners.ts";

/**
 * Listeners of one Gateway that cannot be served beside others of their port, with the reason: two protocols that do
 * not mix, or one host name twice. The Gateway's own go before those of ListenerSets; of its own none wins, or the
 * first does.
 * Source: envoyproxy/gateway internal/gatewayapi/validate.go, which follows the specification.
 */
export function conflicts<Kind extends Listener>(
  listeners: readonly Kind[],
  rule: "none-wins" | "first-wins" | "duplicates-alone",
): Map<Kind, string> {
  const lost = new Map<Kind, string>();
  if (rule !== "none-wins") {
    const clash = rule === "first-wins" ? differs : repeats;
    for (const [index, listener] of listeners.entries()) {
      const before = listeners.slice(0, index).find((other) => other.port === listener.port && clash(other, listener));
      if (before !== undefined) lost.set(listener, `listener ${titleOf(before)} of the same port comes before it`);
    }
    return lost;
  }
  for (const port of new Set(listeners.map((listener) => listener.port))) {
    const all = listeners.filter((listener) => listener.port === port && listener.protocol !== "UDP");
    protocolConflicts(all, lost);
    const rest = all.filter((listener) => !lost.has(listener));
    hostConflicts(
      rest.filter((listener) => listener.protocol !== "TCP"),
      lost,
    );
    const [, ...later] = rest.filter((listener) => listener.protocol === "TCP");
    for (const listener of later) lost.set(listener, `port ${port} has a TCP listener already`);
  }
  return lost;
}

function differs(a: Listener, b: Listener): boolean {
  return family(a) !== family(b) || a.hostname === b.hostname;
}

function repeats(a: Listener, b: Listener): boolean {
  return a.protocol === b.protocol && a.hostname === b.hostname;
}

/** HTTPS and TLS go together. */
function family(listener: Listener): string {
  return listener.protocol === "HTTPS" ? "TLS" : listener.protocol;
}

function isOwn(listener: Listener): boolean {
  return listener.owner === listener.gateway;
}

function protocolConflicts<Kind extends Listener>(all: readonly Kind[], lost: Map<Kind, string>): void {
  if (new Set(all.map(family)).size <= 1) return;
  const own = new Set(all.filter(isOwn).map(family));
  const names = all.map(titleOf).join(", ");
  const why = `listeners of one port speak protocols that do not go together (${names})`;
  let winner = own.size === 1 ? [...own][0] : undefined;
  for (const listener of all) {
    if (own.size > 1) {
      lost.set(listener, why);
      continue;
    }
    winner ??= family(listener);
    if (family(listener) !== winner) lost.set(listener, why);
  }
}

function hostConflicts<Kind extends Listener>(all: readonly Kind[], lost: Map<Kind, string>): void {
  for (const hostname of new Set(all.map((listener) => listener.hostname))) {
    const same = all.filter((listener) => listener.hostname === hostname);
    if (same.length < 2) continue;
    const own = same.filter(isOwn);
    const twice = same.filter((a) => !isOwn(a) && same.some((b) => b !== a && keyOf(b.owner) === keyOf(a.owner)));
    const winner = own.length > 1 ? undefined : (own[0] ?? same.find((listener) => !twice.includes(listener)));
    const names = same.map(titleOf).join(", ");
    for (const listener of same) {
      if (listener !== winner)
        lost.set(listener, `listeners of one port have the same host name ${hostname ?? "(any)"} (${names})`);
    }
  }
}
