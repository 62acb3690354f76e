const BACKEND = "backend: {service: {name: a, port: {number: 80}}}";
const PATH = `{path: /, pathType: Prefix, ${BACKEND}}`;
const RULE = `rules: [{host: a.example.com, http: {paths: [${PATH}]}}]`;

const path = (fields: string): string => `rules: [{http: {paths: [{${fields}}]}}]`;
const backend = (fields: string): string => path(`path: /, pathType: Prefix, backend: {${fields}}`);
const host = (name: string): string => `rules: [{host: "${name}", http: {paths: [${PATH}]}}]`;

/** Ingress specs that an API server of 1.36 refuses, with the deciding field. */
export const REFUSED: readonly (readonly [what: string, spec: string, at: string])[] = [
  ["neither rules nor a default backend", "ingressClassName: nginx", "spec"],
  ["a path without pathType", path(`path: /, ${BACKEND}`), "spec.rules.0.http.paths.0"],
  ["an unknown pathType", path(`path: /, pathType: prefix, ${BACKEND}`), "spec.rules.0.http.paths.0.pathType"],
  ["a relative path", path(`path: a, pathType: Prefix, ${BACKEND}`), "spec.rules.0.http.paths.0.path"],
  ["no path, of type Exact", path(`pathType: Exact, ${BACKEND}`), "spec.rules.0.http.paths.0.path"],
  ["two slashes", path(`path: //a, pathType: Prefix, ${BACKEND}`), "spec.rules.0.http.paths.0.path"],
  ["a path that leaves", path(`path: /a/.., pathType: Exact, ${BACKEND}`), "spec.rules.0.http.paths.0.path"],
  [
    "a number for a path",
    path(`path: 1, pathType: ImplementationSpecific, ${BACKEND}`),
    "spec.rules.0.http.paths.0.path",
  ],
  ["no paths", "rules: [{host: a.example.com, http: {paths: []}}]", "spec.rules.0.http"],
  ["no backend", path("path: /, pathType: Prefix"), "spec.rules.0.http.paths.0.backend"],
  ["the backend of old", backend("serviceName: a, servicePort: 80"), "spec.rules.0.http.paths.0.backend"],
  ["a backend without port", backend("service: {name: a, port: {}}"), "spec.rules.0.http.paths.0.backend.service.port"],
  [
    "a port in quotes",
    backend('service: {name: a, port: {number: "80"}}'),
    "spec.rules.0.http.paths.0.backend.service.port.number",
  ],
  [
    "a port's number as its name",
    backend("service: {name: a, port: {name: 80}}"),
    "spec.rules.0.http.paths.0.backend.service.port.name",
  ],
  [
    "name and number",
    backend("service: {name: a, port: {name: http, number: 80}}"),
    "spec.rules.0.http.paths.0.backend.service.port",
  ],
  ["no service name", backend("service: {port: {number: 80}}"), "spec.rules.0.http.paths.0.backend.service"],
  [
    "a port out of range",
    backend("service: {name: a, port: {number: 70000}}"),
    "spec.rules.0.http.paths.0.backend.service.port.number",
  ],
  ["hosts as text", `tls: [{hosts: a.example.com}]\n${RULE}`, "spec.tls.0.hosts"],
  ["tls as a mapping", `tls: {secretName: a}\n${RULE}`, "spec.tls"],
  ["a Secret's name in capitals", `tls: [{secretName: A-tls}]\n${RULE}`, "spec.tls.0.secretName"],
  ["a host of tls in capitals", `tls: [{hosts: [A.example.com]}]\n${RULE}`, "spec.tls.0.hosts.0"],
  ["a wildcard in the middle", host("a.*.example.com"), "spec.rules.0.host"],
  ["a bare wildcard", host("*"), "spec.rules.0.host"],
  ["a host with a port", host("a.example.com:8443"), "spec.rules.0.host"],
  ["a host with a scheme", host("https://a.example.com"), "spec.rules.0.host"],
  ["an address for a host", host("192.0.2.1"), "spec.rules.0.host"],
  ["a host that ends in a dot", host("a.example.com."), "spec.rules.0.host"],
  ["a number for a host", `rules: [{host: 1, http: {paths: [${PATH}]}}]`, "spec.rules.0.host"],
  ["a boolean for a class", `ingressClassName: true\n${RULE}`, "spec.ingressClassName"],
  ["an empty class", `ingressClassName: ""\n${RULE}`, "spec.ingressClassName"],
];

/** Ingress specs that it takes. */
export const TAKEN: readonly (readonly [what: string, spec: string])[] = [
  ["a rule and its tls entry", `tls: [{hosts: [a.example.com], secretName: a-tls}]\n${RULE}`],
  ["a default backend alone", "defaultBackend: {service: {name: a, port: {name: http}}}"],
  ["a rule without host", `rules: [{http: {paths: [${PATH}]}}]`],
  ["a rule without http", "rules: [{host: a.example.com}]"],
  ["an empty tls entry", `tls: [{}]\n${RULE}`],
  ["a wildcard host", host("*.example.com")],
  ["no path, left to the controller", path(`pathType: ImplementationSpecific, ${BACKEND}`)],
  [
    "a regular expression, left to the controller",
    path(`path: "/a(/|$)(.*)", pathType: ImplementationSpecific, ${BACKEND}`),
  ],
  ["a regular expression of type Prefix", path(`path: "/a(/|$)(.*)", pathType: Prefix, ${BACKEND}`)],
  ["a resource for a backend", backend("resource: {apiGroup: a.io, kind: Bucket, name: a}")],
  ["an address in a tls entry", `tls: [{hosts: ["192.0.2.1"]}]\n${RULE}`],
  ["absent values", `tls:\nrules:\ndefaultBackend: {service: {name: a, port: {number: 80}}}`],
];
