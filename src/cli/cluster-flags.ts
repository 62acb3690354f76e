import { type Command, InvalidArgumentError, Option } from "commander";
import type { ConnectOptions } from "../input/cluster/connect.ts";
import { flag, integer, text, texts } from "../model/read.ts";
import { repeatable } from "./repeatable.ts";

/** Which cluster to read, as whom, and how much of it; kubectl's flags with kubectl's meaning. */
export interface ClusterFlags {
  readonly context: string | null;
  readonly kubeconfig: string | null;
  readonly as: string | null;
  readonly asGroups: readonly string[];
  /** Milliseconds; 0 for no limit. */
  readonly requestTimeout: number;
  readonly secrets: boolean;
  readonly namespace: string | null;
  readonly allNamespaces: boolean;
}

/** A page of 500 objects takes a second or two; what takes longer than this does not come. */
const DEFAULT_TIMEOUT = 60_000;

export function withClusterFlags(command: Command): Command {
  return command
    .optionsGroup("Cluster:")
    .option("--context <name>", "context of the kubeconfig")
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, then ~/.kube/config)")
    .option("--as <user>", "user to act as")
    .addOption(repeatable("--as-group <group>", "group to act as (repeatable)"))
    .addOption(
      new Option(
        "--request-timeout <duration>",
        "longest wait for one answer, e.g. 30s; 0 for no limit (default: 1m)",
      ).argParser(parseDuration),
    )
    .option("--no-secrets", "read no Secrets: what they hold is assumed");
}

export function readClusterFlags(options: unknown): ClusterFlags {
  return {
    context: text(options, "context") ?? null,
    kubeconfig: text(options, "kubeconfig") ?? null,
    as: text(options, "as") ?? null,
    asGroups: texts(options, "asGroup"),
    requestTimeout: integer(options, "requestTimeout") ?? DEFAULT_TIMEOUT,
    secrets: flag(options, "secrets") ?? true,
    namespace: text(options, "namespace") ?? null,
    allNamespaces: flag(options, "allNamespaces") ?? false,
  };
}

export function connectOptions(flags: ClusterFlags, env: ConnectOptions["env"]): ConnectOptions {
  const { context, kubeconfig, as, asGroups, requestTimeout } = flags;
  return { context, kubeconfig, as, asGroups, requestTimeout, env };
}

/** The namespace that a cluster is read in; null for all of them. */
export function readNamespace({ namespace, allNamespaces }: ClusterFlags): string | null {
  return allNamespaces ? null : namespace;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as kubectl takes it: `30s`, `1m30s`, or a number of seconds. */
export function parseDuration(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const whole = parts.map(([part]) => part).join("") === value && parts.length > 0;
  if (!whole) throw new InvalidArgumentError(`"${value}" is no duration; write it as 30s or 2m.`);
  return Math.round(parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ""] ?? 0), 0));
}
