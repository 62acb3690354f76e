import { evidence, type Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Trait } from "../contract.ts";
import { FACTS } from "./facts.ts";
import { atLeast, type Release } from "./releases.ts";
import type { NginxSettings } from "./settings.ts";

interface Advisory {
  readonly id: string;
  readonly what: string;
  /** It takes no right to write an Ingress. */
  readonly anybody?: true;
  /** First fixed release of each line, newest line first. */
  readonly fixed: readonly (readonly [number, number, number])[];
}

/** Source: the advisories of the Kubernetes security committee, with the releases of the changelogs. */
const ADVISORIES: readonly Advisory[] = [
  {
    id: "CVE-2026-4342",
    what: "annotations can inject configuration",
    fixed: [
      [1, 15, 1],
      [1, 14, 5],
      [1, 13, 9],
    ],
  },
  {
    id: "CVE-2026-3288",
    what: "rewrite-target can inject configuration",
    fixed: [
      [1, 15, 0],
      [1, 14, 4],
      [1, 13, 8],
    ],
  },
  {
    id: "CVE-2026-24512",
    what: "a path can inject configuration",
    fixed: [
      [1, 15, 0],
      [1, 14, 3],
      [1, 13, 7],
    ],
  },
  {
    id: "CVE-2026-1580",
    what: "auth-method can inject configuration",
    fixed: [
      [1, 15, 0],
      [1, 14, 3],
      [1, 13, 7],
    ],
  },
  {
    id: "CVE-2025-15566",
    what: "auth-proxy-set-headers can inject configuration",
    fixed: [
      [1, 13, 1],
      [1, 12, 5],
    ],
  },
  {
    id: "CVE-2025-1974",
    what: "the admission webhook lets anybody on the pod network run code in the controller",
    anybody: true,
    fixed: [
      [1, 12, 1],
      [1, 11, 5],
    ],
  },
  {
    id: "CVE-2024-7646",
    what: "annotation validation can be bypassed",
    fixed: [
      [1, 11, 2],
      [1, 10, 4],
    ],
  },
  { id: "CVE-2023-5044", what: "permanent-redirect can inject configuration", fixed: [[1, 9, 0]] },
  { id: "CVE-2021-25746", what: "any annotation can inject configuration", fixed: [[1, 2, 0]] },
];

function isVulnerable(release: Release, { fixed }: Advisory): boolean {
  const line = fixed.find(([major, minor]) => release.major === major && release.minor === minor);
  if (line !== undefined) return !atLeast(release, ...line);
  const newest = fixed[0];
  return newest !== undefined && !atLeast(release, ...newest);
}

/** Ids of the advisories by which whoever writes Ingresses takes the controller over; none for an unknown release. */
export function openToAuthors(release: Release): string[] {
  if (!release.known) return [];
  return ADVISORIES.filter((item) => item.anybody !== true && isVulnerable(release, item)).map(({ id }) => id);
}

/** What holds for the controller itself. Nothing is said of one that is only supposed. */
export function instanceTraits(
  settings: NginxSettings,
  image: { readonly object: KubeObject; readonly at: FieldPath } | null,
): Trait[] {
  const { release } = settings;
  if (image === null) return [];
  const { object: workload, at } = image;
  const traits: Trait[] = [
    {
      kind: "controller-retired",
      object: workload,
      at,
      why: "ingress-nginx has had no releases and no security fixes since March 2026",
      evidence: [evidence(FACTS.retired, workload, at)],
    },
  ];
  const open = release.known ? ADVISORIES.filter((item) => isVulnerable(release, item)) : [];
  if (open.length === 0) return traits;
  const worst = open.map(({ id }) => id).join(", ");
  const fact: Fact = {
    text: `This release is open to ${open.map(({ id, what }) => `${id} (${what})`).join(", ")}.`,
    reference: "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/",
    basis: "documented",
  };
  traits.push({
    kind: "controller-vulnerable",
    object: workload,
    at,
    why: `release ${settings.sources.version} has ${worst}`,
    evidence: [evidence(fact, workload, at)],
    remedy: { text: "Run 1.15.1, the last release, until you have moved away." },
  });
  return traits;
}
