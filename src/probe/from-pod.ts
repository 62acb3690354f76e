import type { Hop, Route } from "../model/report.ts";

/** The line that looks at a backend hop from inside, and what to expect of it. */
export interface PodLine {
  readonly hop: Hop;
  /** What the line checks, or why there is none. */
  readonly note: string;
  readonly line: string | null;
}

/** Where a CA certificate lies, under the key `ca.crt`. */
export interface Authority {
  readonly kind: "Secret" | "ConfigMap";
  readonly namespace: string;
  readonly name: string;
}

export interface PodOptions {
  readonly image: string;
  readonly label: string;
  /** The number of a Service's port that has a name; null where it is not known. */
  readonly portNumber: (namespace: string, service: string, port: string) => number | null;
  /** The CA that a hop is verified with; null where nothing names one. */
  readonly authorityOf: (hop: Hop) => Authority | null;
}

/** One line per backend hop of a route: each for one pod, which ends by itself and is deleted. Nothing is run. */
export function podLines(route: Route, options: PodOptions): PodLine[] {
  const hops = route.hops.filter(({ role }) => role !== "client");
  return hops.map((hop) => podLine(hop, options));
}

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

function podLine(hop: Hop, options: PodOptions): PodLine {
  const none = (note: string): PodLine => ({ hop, note, line: null });
  const { kind, name, namespace } = hop.to;
  if (kind !== "service" || namespace === null)
    return none("it leads to no Service, so there is nothing to connect to");
  if (!NAME.test(name) || !NAME.test(namespace)) return none("its Service has no name that Kubernetes would take");
  const port = portOf(hop, options);
  if (port === null) return none("the number of its port is not in the input");
  const ca = caOf(hop, namespace, options);
  const verified = nameOf(hop);
  const checks = checksOf(hop, ca, verified);
  const pod = `lasthop-probe-${options.label}`;
  const home = ca?.namespace ?? namespace;
  const serverName = verified ?? `${name}.${namespace}.svc`;
  const shell = [
    `kubectl run ${pod} -n ${home} --rm --attach --restart=Never --image=${options.image}`,
    `--override-type=strategic --overrides=${quoted(JSON.stringify(overrides(pod, ca)))}`,
    `-- s_client -connect ${name}.${namespace}.svc:${port} -servername ${serverName}`,
    ...checks.args,
  ];
  return { hop, note: checks.note, line: shell.join(" ") };
}

function portOf({ to: { name, namespace, port } }: Hop, { portNumber }: PodOptions): number | null {
  if (typeof port === "number") return port;
  if (port === null || namespace === null) return null;
  return /^\d{1,5}$/.test(port) ? Number(port) : portNumber(namespace, name, port);
}

/** The object with the CA: as somebody found it, else as far as the evidence of the hop cites one. */
function caOf(hop: Hop, namespace: string, { authorityOf }: PodOptions): Authority | null {
  const cited = hop.evidence.flatMap(({ object }): Authority[] =>
    object?.kind === "Secret" || object?.kind === "ConfigMap"
      ? [{ kind: object.kind, namespace: object.namespace ?? namespace, name: object.name }]
      : [],
  );
  const found = authorityOf(hop) ?? cited[0] ?? null;
  return found !== null && NAME.test(found.name) && NAME.test(found.namespace) ? found : null;
}

function nameOf({ evidence }: Hop): string | null {
  const named = evidence.find(({ field }) => /proxy-ssl-name|serverName|\bsni\b|\.hostname$/i.test(field));
  const value = named?.value ?? null;
  return value !== null && NAME.test(value) ? value : null;
}

const STRICT = "-verify_return_error";

function checksOf(
  { protection }: Hop,
  ca: Authority | null,
  name: string | null,
): { readonly args: readonly string[]; readonly note: string } {
  const roots = ca === null ? [] : ["-CAfile", `${FOLDER}/ca.crt`];
  const whose = ca === null ? "the image's own roots (the evidence names no CA)" : `ca.crt of ${ca.kind} ${ca.name}`;
  switch (protection) {
    case "plaintext":
      return {
        args: ["-brief"],
        note: "predicted: clear text, so no handshake is expected; one means that TLS is there, unused",
      };
    case "tls-unverified":
    case "broken":
    case "unknown":
      return { args: ["-showcerts"], note: `predicted: ${protection}; it shows which certificate the pod has` };
    case "passthrough":
      return { args: ["-showcerts"], note: "predicted: passthrough; it shows the certificate that clients are shown" };
    case "tls-chain":
      return { args: ["-showcerts", STRICT, ...roots], note: `predicted: the chain is checked; it is, with ${whose}` };
    case "tls-verified":
    case "mtls": {
      const host = name === null ? [] : ["-verify_hostname", name];
      const also = protection === "mtls" ? "; without a client certificate, so the pod may end the handshake" : "";
      const what =
        name === null ? "chain is checked (the evidence names no name)" : `chain and the name ${name} are checked`;
      return {
        args: ["-showcerts", STRICT, ...roots, ...host],
        note: `predicted: ${protection}; the ${what}, with ${whose}${also}`,
      };
    }
  }
}

const FOLDER = "/ca";

/** No privileges, no token; of a Secret the CA alone is mounted, never a key that lies beside it. */
function overrides(pod: string, ca: Authority | null): unknown {
  const items = [{ key: "ca.crt", path: "ca.crt" }];
  const source =
    ca === null
      ? null
      : ca.kind === "Secret"
        ? { secret: { secretName: ca.name, items } }
        : { configMap: { name: ca.name, items } };
  return {
    spec: {
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_534,
        runAsGroup: 65_534,
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(source === null ? {} : { volumes: [{ name: "ca", ...source }] }),
      containers: [
        {
          name: pod,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          ...(source === null ? {} : { volumeMounts: [{ name: "ca", mountPath: FOLDER, readOnly: true }] }),
        },
      ],
    },
  };
}

/** A word for a POSIX shell. All other words are names that Kubernetes would take, and need no quotes. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
