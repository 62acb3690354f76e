import { TECHNIQUES, type TechniqueId } from "../src/access/readers/techniques.ts";

/** Steps that only join others. */
const JOINTS: readonly TechniqueId[] = ["covers", "administers", "member", "missingRole"];
/** Steps to another certificate for the same names, which is another claim. */
const ISSUED: readonly TechniqueId[] = [
  "requestsSigning",
  "makesCertificate",
  "annotatesIngress",
  "signs",
  "signsProved",
  "maySign",
];

/** Who is a reader, and every step by which one comes to a key. */
export function readersPage(): string {
  const ids = Object.keys(TECHNIQUES) as TechniqueId[];
  const steps = ids.filter((id) => !JOINTS.includes(id) && !ISSUED.includes(id));
  return `<!-- Generated from src/access/readers/techniques.ts by \`npm run generate\`. Do not edit. -->

# Who can read keys

\`lasthop who-can-read\` names everybody who can obtain the content of a TLS Secret, with the chain that lets him: by a right
to read it, or by a way round. It answers for Secrets that are there and for those that cert-manager, External Secrets,
Sealed Secrets and the Secrets Store CSI driver will make.

\`\`\`sh
lasthop who-can-read                               # all TLS Secrets of the cluster, worst readers first
lasthop who-can-read shop/web-tls -f manifests/ --why   # the objects and lines that make each reader one
lasthop who-can-read --subject system:serviceaccount:shop:app -f prod.lasthop.gz
lasthop audit manifests/                           # the worst of it as findings, once for each grant: LH4001 to LH4007
\`\`\`

- **What it rests on.** Roles and bindings as the API server's authorizer reads them. Other authorizers (webhooks, a cloud's
  own) can allow more. A live audit reads no roles; a snapshot and \`who-can-read\` do.
- **Groups** are named as groups: who is in them, beside ServiceAccounts, no cluster says.
- **Expected** is a reader whose work it is, by the image that runs as it or by a name that charts give it, a platform
  administrator, and what every API server binds itself. \`--all\` lists them, with the reason.
- **Conditions** are what else has to hold for a way and cannot be told from the input. Admission policies are not judged.
- **Not in the input.** A binding to a role that is not there gives what somebody puts into that role; such readers are
  counted apart.

## Ways

A reader takes one step or several; each leads to the Secret, or to somebody or something that leads there.

| step | what else has to hold | known from |
|---|---|---|
${steps.map(row).join("\n")}

Not followed, since the input cannot tell or nothing comes of it by itself: \`portforward\`, the proxies of pods and
services, logs, the host's folders in a pod of one's own, evicting pods to another node, backups, etcd, and repositories.

## Another certificate for the same names

Who can have the same issuer of cert-manager sign the names of a Secret's certificate has not its key. But he can be the host towards every client that trusts the issuer. \`who-can-read\` lists him apart, below the
readers; a self-signed certificate has nobody like that.

| step | what else has to hold | known from |
|---|---|---|
${ISSUED.map(row).join("\n")}
`;
}

function row(id: TechniqueId): string {
  const { title, condition, fact } = TECHNIQUES[id];
  const cells = [title, condition ?? "", `${fact.basis}: ${fact.text}`];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
