import { audit } from "../../src/audit.ts";
import type { ComplianceOptions } from "../../src/compliance/contract.ts";
import { compliance } from "../../src/compliance/view.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Compliance, FrameworkId, RouteTopic, Verdict } from "../../src/model/compliance.ts";
import type { Report } from "../../src/model/report.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");
/** Of a whole cluster whose Secrets, bindings and workloads were read. */
export const EVERYTHING: ComplianceOptions = {
  now: NOW,
  holds: (kind) => (/^(?:Secret|RoleBinding|Deployment)\./.test(kind) ? 1 : 0),
  whole: true,
};

export type Viewed = Report & { compliance: Compliance };

export function withView(
  report: Report,
  framework: FrameworkId = "nist-800-53",
  options: ComplianceOptions = EVERYTHING,
): Viewed {
  return Object.assign(report, { compliance: compliance(report, framework, options) });
}

/** Manifests as text, with the view as the command makes it. */
export function viewed(text: string, framework?: FrameworkId, whole = true): Viewed {
  const inventory = new Inventory({ objects: readText(text, "cluster.yaml").objects, summaries: [] }, { whole });
  const holds = (kind: string): number => inventory.all(kind).length;
  return withView(audit(inventory, { now: NOW }), framework, { now: NOW, holds, whole });
}

/** The answer to one question about the first route with this host. */
export function answerOf({ routes, compliance: view }: Viewed, topic: RouteTopic, host?: string): Verdict {
  const route = routes.find((item) => host === undefined || item.host === host);
  const answers = view.routes.find((item) => item.route === route?.id);
  if (answers === undefined) throw new Error(`no route of ${host}`);
  return answers.answers[topic];
}

/** An Ingress that serves the key of examples/keys. */
export const SERVED_KEY = [
  "apiVersion: networking.k8s.io/v1",
  "kind: IngressClass",
  "metadata: { name: nginx }",
  "spec: { controller: k8s.io/ingress-nginx }",
  "---",
  "apiVersion: apps/v1",
  "kind: Deployment",
  "metadata: { name: controller, namespace: ingress-nginx }",
  "spec: { template: { spec: { containers: [{ name: controller, image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1' }] } } }",
  "---",
  "apiVersion: v1",
  "kind: Service",
  "metadata: { name: web, namespace: production }",
  "spec: { selector: { app: web }, ports: [{ port: 80 }] }",
  "---",
  "apiVersion: networking.k8s.io/v1",
  "kind: Ingress",
  "metadata: { name: web, namespace: production }",
  "spec:",
  "  ingressClassName: nginx",
  "  tls: [{ hosts: [web.example.com], secretName: web-tls }]",
  "  rules: [{ host: web.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]",
].join("\n");
