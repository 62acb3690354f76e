import type { RouteDraft } from "../controllers/contract.ts";
import { groupOf } from "../model/read.ts";
import type { Place, Remedy } from "../model/report.ts";
import type { ControllerId } from "../model/words.ts";
import type { PathView } from "./contract.ts";
import { GATEWAY_REMEDIES } from "./gateway-remedies.ts";

/**
 * What to do where the controller's own module does not say it, by rule and controller; a record of kinds where the
 * object decides which setting it is: the backend's, else the route's. `{prefix}`, `{namespace}`, `{service}` and `{host}`
 * come from the route.
 */
export interface Remedies {
  readonly any: string;
  readonly by?: Readonly<Partial<Record<ControllerId, string | Readonly<Record<string, string>>>>>;
}

const NGINX_VERIFY =
  'set {prefix}backend-protocol: "HTTPS", {prefix}proxy-ssl-secret: "{namespace}/<Secret with ca.crt>", ' +
  '{prefix}proxy-ssl-verify: "on", {prefix}proxy-ssl-name: "{service}.{namespace}.svc" and ' +
  '{prefix}proxy-ssl-server-name: "on" together';

const TRAEFIK_VERIFY = {
  Ingress:
    "write a ServersTransport with rootCAs and serverName: {service}.{namespace}.svc, and name it on the Service with " +
    "traefik.ingress.kubernetes.io/service.serverstransport: {namespace}-<name>@kubernetescrd",
  IngressRouteTCP:
    "write a ServersTransportTCP with tls.rootCAs and tls.serverName: {service}.{namespace}.svc, and name it in " +
    "services[].serversTransport beside services[].tls: true",
  any:
    "write a ServersTransport with rootCAs and serverName: {service}.{namespace}.svc, and name it in " +
    "services[].serversTransport",
};

const CONTOUR_VERIFY = {
  HTTPProxy:
    "set services[].protocol: tls and services[].validation: caSecret names a Secret with ca.crt, and subjectName is a name " +
    "of the pods' certificate, such as {service}.{namespace}.svc",
  Ingress:
    "use an HTTPProxy with services[].protocol: tls and services[].validation (caSecret and subjectName): Contour verifies " +
    "nothing for an Ingress",
  any: "give Contour the CA and the name to check",
};

const REMEDIES: Readonly<Record<string, Remedies>> = {
  "certificate-expired": { any: "put a certificate that is valid today into the Secret" },
  "certificate-expires-soon": {
    any: "renew the certificate, and let a program such as cert-manager do it from then on",
  },
  "renewal-overdue": {
    any: "look at the Certificate's conditions and at its newest CertificateRequest: kubectl describe certificate, or cmctl status certificate",
  },
  "certificates-share-secret": { any: "give each Certificate a secretName of its own" },
  "key-never-rotated": { any: "set privateKey.rotationPolicy: Always, the default since cert-manager 1.18" },
  "chain-incomplete": {
    any: "put the issuer's certificate after the leaf in tls.crt (the CA gives both as full chain)",
  },
  "chain-out-of-order": {
    any: "order tls.crt: the leaf, then each certificate that issued the one before, and nothing else",
  },
  "weak-certificate": { any: "issue the certificate anew with RSA 2048 or P-256 and a SHA-256 signature" },
  "certificate-can-sign": { any: "issue a certificate that is not one of a CA" },
  "not-for-servers": { any: "issue a certificate with the purpose server authentication (usages: server auth)" },
  "certificate-not-trusted": { any: "use a certificate of a CA that the clients of {host} trust" },
  "key-in-many-places": { any: "issue a certificate with a key of its own for each place" },
  "key-pair-unusable": {
    any: "put the certificate (tls.crt, the leaf first) and its own unencrypted key (tls.key) in together",
  },
  "secret-does-not-exist": { any: "create the Secret in this namespace, correct the name, or take the entry away" },
  "staple-cannot-be-had": { any: "ask the CA for a certificate without the extension (must-staple)" },
  "lifetime-over-limit": { any: "issue the certificate anew within the limit, by a program" },
  "name-in-common-name-only": { any: "issue a certificate with {host} among its DNS names" },
  "served-in-clear-beside-https": {
    any: "redirect port 80 to HTTPS",
    by: {
      "ingress-nginx": 'set {prefix}ssl-redirect: "true" (the default) or {prefix}force-ssl-redirect: "true"',
      traefik:
        "redirect the entry point with --entryPoints.<web>.http.redirections.entryPoint.to=<websecure>, or add a " +
        "redirectScheme middleware to this route on the plain entry point",
    },
  },
  "no-tls": {
    any: "give the route a certificate and redirect port 80 to it",
    by: {
      "ingress-nginx":
        "add spec.tls with hosts: [{host}] and a secretName; the redirect from port 80 then comes by itself",
      traefik: {
        Ingress:
          'add spec.tls with a secretName and traefik.ingress.kubernetes.io/router.tls: "true", or switch on http.tls ' +
          "for the entry point",
        any: "add spec.tls (tls: {} for the default certificate) and an entry point on port 443",
      },
    },
  },
  "default-certificate-served": {
    any: "name a Secret of this namespace that holds a certificate for {host} as tls.crt, the leaf first, and its own key as tls.key",
  },
  "host-not-covered": {
    any: "add {host} to the certificate's DNS names, or name a Secret whose certificate has it",
  },
  "redirect-does-not-happen": {
    any: "redirect port 80 to HTTPS with the controller's own setting",
    by: {
      "ingress-nginx": 'add spec.tls for {host}, or set {prefix}force-ssl-redirect: "true"',
      traefik:
        "redirect the entry point with --entryPoints.<web>.http.redirections.entryPoint.to=<websecure>, or add a " +
        "redirectScheme middleware with scheme: https to the route",
    },
  },
  "redirect-leads-nowhere": { any: "serve HTTPS for {host}, or take the redirect away" },
  "redirect-can-be-skipped": {
    any: "trust forwarded headers only from the load balancer in front",
    by: {
      "ingress-nginx":
        "let only the load balancer reach the controller, or take use-forwarded-headers out of its ConfigMap and use " +
        "use-proxy-protocol",
      traefik: "list the load balancer in forwardedHeaders.trustedIPs in place of forwardedHeaders.insecure",
    },
  },
  "passthrough-ignored": {
    any: "switch passthrough on in the controller, or take the setting away",
    by: {
      "ingress-nginx":
        "start the controller with --enable-ssl-passthrough, or terminate on purpose: take {prefix}ssl-passthrough away " +
        'and set {prefix}backend-protocol: "HTTPS"',
    },
  },
  "passthrough-takes-host": { any: "give the passthrough its own host name" },
  "plain-route-beside-passthrough": {
    any: "redirect port 80 of {host} to HTTPS",
    by: { "ingress-nginx": 'set {prefix}force-ssl-redirect: "true" on the Ingress' },
  },
  "client-certificate-not-demanded": {
    any: "make the demand effective, or take it away",
    by: {
      "ingress-nginx":
        'name a Secret with ca.crt as {prefix}auth-tls-secret: "{namespace}/<name>" and leave ' +
        '{prefix}auth-tls-verify-client at "on"',
      traefik: "use one TLSOption for every router of the host, and a rule with Host(`{host}`)",
    },
  },
  "client-certificate-bypassed": {
    any: "close or redirect port 80 for {host}",
    by: {
      "ingress-nginx": 'add spec.tls for {host} and set {prefix}force-ssl-redirect: "true"',
      traefik: "keep the route on the TLS entry point alone, and redirect the plain one",
    },
  },
  "snippet-decides-tls": {
    any: "use the controller's own settings in place of the snippet, so that they can be judged",
  },
  "hsts-with-untrusted-certificate": {
    any: "give {host} a certificate that clients accept",
    by: {
      "ingress-nginx":
        'give {host} a certificate in spec.tls, or set hsts: "false" in the controller\'s ConfigMap (there is no setting per Ingress)',
    },
  },
  "route-not-served": { any: "correct the field, or delete the route" },
  "age-decides": { any: "keep one object per host and path, so that age does not matter" },
  "controller-retired": {
    any: "move to a controller that is maintained",
    by: { "ingress-nginx": "move to a controller that is maintained; there are no releases after 1.15.1" },
  },
  "controller-vulnerable": { any: "upgrade the controller" },
  "controller-unknown": {
    any: "add the IngressClass and the controller's Deployment to the input, or pass --controller ID=VERSION",
  },
  "freezes-controller": { any: "correct the value, and look at the controller's log for changes that it did not take" },
  "backend-in-clear": {
    any: "let the pods serve TLS and tell the controller to dial TLS and to verify it",
    by: {
      "ingress-nginx": `let the pods serve TLS, then ${NGINX_VERIFY}`,
      contour: {
        HTTPProxy: `let the pods serve TLS, then ${CONTOUR_VERIFY.HTTPProxy}`,
        Ingress: `let the pods serve TLS, then ${CONTOUR_VERIFY.Ingress}`,
        any: "let the pods serve TLS and tell Contour to dial TLS and to verify it",
      },
      traefik: {
        Ingress: `let the pods serve TLS, put traefik.ingress.kubernetes.io/service.serversscheme: https on the Service, then ${TRAEFIK_VERIFY.Ingress}`,
        IngressRouteTCP: `let the pods serve TLS, set services[].tls: true, then ${TRAEFIK_VERIFY.IngressRouteTCP}`,
        any: `let the pods serve TLS, set services[].scheme: https, then ${TRAEFIK_VERIFY.any}`,
      },
    },
  },
  "backend-not-verified": {
    any: "give the controller the CA and the name to check",
    by: { "ingress-nginx": NGINX_VERIFY, traefik: TRAEFIK_VERIFY, contour: CONTOUR_VERIFY },
  },
  "verification-not-in-force": {
    any: "give the controller everything that verification needs",
    by: { "ingress-nginx": NGINX_VERIFY, traefik: TRAEFIK_VERIFY },
  },
  "name-not-checked": { any: "give the controller the name that the backend's certificate must have" },
  "verification-breaks-traffic": {
    any: "verify the name that the backend's certificate has",
    by: { "ingress-nginx": NGINX_VERIFY, traefik: TRAEFIK_VERIFY },
  },
  "backend-not-vouched-for": {
    any: "put the CA of the pods' certificate into the bundle, and verify a name that the certificate has, such as {service}.{namespace}.svc",
  },
  "verified-route-undone": {
    any: "verify on every route to these pods",
    by: {
      "ingress-nginx":
        'verify on every Ingress that leads to these pods, or set upstream-keepalive-connections: "0" in the controller\'s ConfigMap',
    },
  },
  "settings-leak-from-sibling": {
    any: "state the settings on this object too",
    by: {
      "ingress-nginx":
        'set proxy-ssl-location-only: "true" in the controller\'s ConfigMap, or give this Ingress its own {prefix}proxy-ssl-secret',
    },
  },
  "extra-hop-unverified": {
    any: "send these requests by verified TLS, or keep them inside the pod network on purpose",
  },
  "client-picks-verified-name": { any: "write the backend's own name in place of the variable" },
  "client-key-sent-elsewhere": {
    any: "use a client certificate that only this backend accepts, and take it off the requests to others",
  },
  "below-required-level": {
    any: "bring the route up to the level that is stated, or state the level that is meant",
  },
  "suppression-not-in-force": { any: "name a rule by its slug and give a reason, or take the annotation away" },
  "listener-without-certificate": {
    any: "name a Secret of type kubernetes.io/tls that holds, as tls.crt, a certificate for {host} that is valid today, the leaf first, and its own key as tls.key",
  },
  "certificate-without-grant": { any: "write a ReferenceGrant in the Secret's namespace that names this Secret" },
  "listeners-in-conflict": { any: "give each listener of a port its own host name and the protocols their own ports" },
  "route-not-attached": { any: "name a listener of the Gateway that takes this kind, namespace and host" },
  "route-on-plain-listener-too": {
    any: "name the HTTPS listener in parentRefs[].sectionName, and redirect on the plain one with a RequestRedirect filter",
  },
  "redirect-leaves-path-out": { any: "redirect every path of the plain listener" },
  "tls-port-without-policy": {
    any: "write a BackendTLSPolicy for Service {service} with validation.hostname {service}.{namespace}.svc and a CA",
  },
  "policy-without-target": {
    any: "put the policy into the Service's namespace and name one of its ports in sectionName, or leave sectionName out",
  },
  "policy-ignored": { any: "verify the backend with what this implementation reads" },
  "policy-fails-open": { any: "name a ConfigMap with ca.crt in caCertificateRefs" },
  "ca-reference-unusable": { any: "put the CA under ca.crt of a ConfigMap in this namespace" },
  "skip-verify-beats-policy": { any: "take insecureSkipVerify away" },
  "policy-on-passthrough": { any: "take the policy away, or end TLS at the gateway" },
  "grant-opens-secrets": { any: "name the Secret in to[].name" },
  "passthrough-under-wildcard": { any: "give the passthrough host a port or Gateway of its own" },
  "client-validation-accepts-any": {
    any: "set mode: AllowValidOnly, and in a ClientTrafficPolicy mode: RequireAndVerify with caCertificateRefs",
  },
  "anyone-obtains-keys": {
    any: "take this subject out of the binding, and bind the ServiceAccounts or groups that need the right, in their namespace; lasthop who-can-read --tighten prints such roles",
  },
  "default-account-obtains-keys": {
    any: "give the workload that needs this right a ServiceAccount of its own, and take the default one out of the binding",
  },
  "account-reads-all-secrets": {
    any:
      "bind it to a Role that names its Secrets in resourceNames, in the namespaces that it works for; where reading all of " +
      "them is its work, suppress this with the reason; lasthop who-can-read --tighten prints such roles",
  },
  "snippets-open-keys": {
    any:
      'set allow-snippet-annotations: "false" in the controller\'s ConfigMap, or let only those write Ingresses who may ' +
      "read these Secrets anyway",
  },
  "key-in-unrelated-pod": {
    any: "take the Secret out of the pod; give a pod that serves TLS of its own a Certificate of its own",
  },
  "key-copied-elsewhere": {
    any: "name the namespaces that need the key, or give each of them a Certificate of its own",
  },
  "key-beside-other-data": { any: "keep tls.crt and tls.key in a Secret of their own" },
  "version-not-read": { any: "keep CRDs that serve the version that the implementation reads" },
  "field-ignored": { any: "use what this implementation reads" },
};

/**
 * The remedy of a rule for a route, in the words of the route's controller.
 * @param to the backend that it is about; the route's first where it is about no certain one
 */
export function remedyFor(slug: string, path: PathView | undefined, to?: Place): Remedy | null {
  const general = REMEDIES[slug];
  if (general === undefined) return null;
  const remedies = path === undefined ? general : remediesOf(slug, path, general);
  const own = path === undefined ? undefined : remedies.by?.[path.instance.id];
  const isBackend = to?.kind === "service" || to?.kind === "external";
  const target = isBackend || path === undefined ? to : mainService(path.draft);
  const text =
    typeof own === "object" ? (own[kindOf(target)] ?? own[path?.draft.object.kind ?? ""] ?? own["any"]) : own;
  // Written when it is read: tables show one remedy for a thousand findings.
  return {
    get text() {
      return sentence(fill(text ?? remedies.any, path, target));
    },
  };
}

/** What a controller reads beside the Gateway API says nothing of its routes. */
function remediesOf(slug: string, { draft }: PathView, general: Remedies): Remedies {
  const isOfGateway = groupOf(draft.object.apiVersion) === "gateway.networking.k8s.io";
  return isOfGateway ? (GATEWAY_REMEDIES[slug] ?? { any: general.any }) : general;
}

/** The kind of a backend, where it is no Service. */
function kindOf(target: Place | undefined): string {
  return target?.kind === "external" ? "Backend" : "";
}

function fill(text: string, path: PathView | undefined, target: Place | undefined): string {
  const data: Readonly<Record<string, string | null | undefined>> = {
    prefix: path?.instance.annotationPrefixes[0],
    namespace: target?.namespace ?? path?.draft.object.namespace,
    service: target?.kind === "service" ? target.name : undefined,
    host: path === undefined || path.draft.host === "*" ? undefined : path.draft.host,
  };
  return text.replaceAll(
    /\{(prefix|namespace|service|host)\}/g,
    (_, name: string) => data[name] ?? UNKNOWN[name] ?? "",
  );
}

const UNKNOWN: Readonly<Record<string, string>> = {
  namespace: "<namespace>",
  service: "<service>",
  host: "the host",
};

function mainService(draft: RouteDraft): Place | undefined {
  return draft.hops.find((hop) => hop.role === "backend" && hop.to.kind === "service")?.to;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase();
  return `${first}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
