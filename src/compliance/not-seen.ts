import type { NotSeen } from "../model/compliance.ts";
import { firstFew } from "../model/first-few.ts";
import type { Report } from "../model/report.ts";
import type { ComplianceOptions } from "./contract.ts";

/** Everything that the answers do not rest on, the worst first. */
export function notSeen(report: Report, options: ComplianceOptions): NotSeen[] {
  return [
    ...skipped(report, true),
    ...notJudged(report),
    ...meshes(options),
    ...absent(options),
    ...report.assumptions.map(({ fact, assumed, supply, verdicts }): NotSeen => {
      const rests =
        verdicts === undefined ? "" : `; ${verdicts} ${verdicts === 1 ? "verdict rests" : "verdicts rest"} on it`;
      return { kind: "assumed", what: `${fact}: ${assumed}${rests}`, note: supply };
    }),
    ...skipped(report, false),
    ...OUTSIDE,
  ];
}

/** Places that are named for one reason; others are counted. */
const PLACES = 5;

function skipped({ inputs }: Report, error: boolean): NotSeen[] {
  const skipped = inputs.flatMap((input) => input.skipped).filter((item) => (item.error === true) === error);
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, items]) => {
    const places = items.map(({ where }) => where);
    return { kind: error ? "unread" : "left-out", what: firstFew(places, PLACES), note: reason };
  });
}

function notJudged({ notJudged: counts }: Report): NotSeen[] {
  return Object.entries(counts).map(([kind, objects]) => ({
    kind: "not-judged",
    what: `${objects} ${kind}`,
    note: "This release does not model the kind: the routes that it declares are in no count.",
  }));
}

/** Objects that say a mesh is there, whose encryption no verdict takes in. */
const MESH_KINDS: readonly string[] = [
  "PeerAuthentication.security.istio.io",
  "DestinationRule.networking.istio.io",
  "Server.policy.linkerd.io",
  "MeshTLSAuthentication.policy.linkerd.io",
  "Mesh.kuma.io",
  "ServiceIntentions.consul.hashicorp.com",
];

function meshes({ holds }: ComplianceOptions): NotSeen[] {
  return MESH_KINDS.filter((kind) => holds(kind) > 0).map((kind) => ({
    kind: "not-judged",
    what: `${holds(kind)} ${kind}`,
    note: "What a mesh does is not judged: a leg that is told as clear behind the controller may be mutual TLS.",
  }));
}

/** Kinds without which an answer stays open, and what it is then that nobody can tell. */
const NEEDED: readonly { readonly kinds: readonly string[]; readonly what: string; readonly note: string }[] = [
  {
    kinds: ["Secret."],
    what: "Secrets",
    note: "No certificate was read: names, issuers and ends are not known.",
  },
  {
    kinds: ["RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"],
    what: "RoleBindings and ClusterRoleBindings",
    note: "Who can obtain keys is not known.",
  },
  {
    kinds: ["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps", "Pod."],
    what: "Workloads",
    note: "Who runs which controller with which flags is taken from elsewhere or assumed, and pods that hold keys are not known.",
  },
];

function absent({ holds }: ComplianceOptions): NotSeen[] {
  return NEEDED.filter(({ kinds }) => kinds.every((kind) => holds(kind) === 0)).map(({ what, note }) => ({
    kind: "absent",
    what: `${what}: none in the input`,
    note,
  }));
}

/** What no input shows. */
const OUTSIDE: readonly NotSeen[] = [
  {
    kind: "outside",
    what: "Traffic that is on no route",
    note: "Between pods, out of the cluster, and to ports that no Ingress, Gateway or like object declares.",
  },
  {
    kind: "outside",
    what: "Load balancers, content delivery networks and proxies before the controller",
    note: "Where one of them ends TLS, the leg from it to the controller is what is told here as the client's.",
  },
  {
    kind: "outside",
    what: "Encryption under the route: a service mesh, or the nodes' network",
    note: "A leg that the controller dials in clear may be wrapped by one, and is then better than told.",
  },
  {
    kind: "outside",
    what: "Protocol versions and ciphers",
    note: "Encrypted means TLS of whatever version the two ends agree on.",
  },
  {
    kind: "outside",
    what: "Whether clients trust the issuer, and whether a certificate was revoked",
    note: "A certificate that is in order here may still be refused.",
  },
  {
    kind: "outside",
    what: "What runs now",
    note: "Answers follow from what is declared; lasthop probe compares them with the wire.",
  },
  {
    kind: "outside",
    what: "Keys outside of Secrets, and copies of them",
    note: "In pods' files, in vaults, in repositories, in backups, in etcd.",
  },
];
