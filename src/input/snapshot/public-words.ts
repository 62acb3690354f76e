/**
 * Words that say nothing of anybody's cluster: those of Kubernetes, of DNS, and of the settings that decide a verdict.
 * Names of annotations, of their values, of kinds and of controllers come from the tables that hold them. Every other
 * word is taken for a name. In small letters.
 */
export const PUBLIC_WORDS: readonly string[] = words(`
  true false on off yes no none null optional always never auto default strict enabled disabled
  apps batch core rbac authorization discovery networking gateway gatewayapi apiextensions k8s io x api apis
  v1 v2 v1alpha1 v1alpha2 v1alpha3 v1beta1 v1beta2 kind group version list get watch create update patch delete
  deletecollection impersonate bind escalate use pods exec attach portforward proxy ephemeralcontainers token tokenreviews
  metadata namespace name labels annotations spec status fieldref pod node uid host ip
  system masters authenticated unauthenticated serviceaccount serviceaccounts nodes kube public lease admin edit view cluster
  svc local localhost internal intranet private home lan corp arpa test example invalid onion com org net www http https h2c h2 http1 http2 grpc grpcs tcp udp tls tlsv1 sslv2 sslv3 ssl sctp ws wss fcgi ajp
  alpn versiontls10 versiontls11 versiontls12 versiontls13 requireandverifyclientcert verifyclientcertifgiven
  requestclientcert requireanyclientcert noclientcert clusterip nodeport loadbalancer externalname opaque
  ca crt cert certs key crl pem tls secret secrets configmap ingress ingressclass service services endpoints
  hostregexp hostsni hostsniregexp host path pathprefix pathregexp headers header headerregexp headersregexp method query
  queryregexp clientip rule rules router routers middleware middlewares entrypoint entrypoints web websecure traefik
  kubernetescrd kubernetesingress kubernetesingressnginx kubernetesgateway providers provider internal file
  redirections redirectscheme scheme permanent to certresolver domains main sans options stores store address
  insecureskipverify serverstransport serverstransports tcpserverstransport rootcas servername core stricttlsoptions
  allowcrossnamespace allowcrossnamespaceresources allowexternalnameservices strictprefixmatching spiffe priority
  args command yaml yml toml etc config configfile conf data
  prefix exact regex implementationspecific regularexpression
  well known acme challenge
  nginx controller controllers classes class watch without by default ingress backend location server upstream pass
  proxy set request uri scheme arg remote addr verify off cookie return rewrite if lua
  publish report election id update status enable ssl passthrough chain completion metrics validating webhook
  certificate snippets snippet annotations risk level critical high medium low allow cross namespace prefix
  app kubernetes part of managed component instance helm sh
  wan loadbalancing sticky weight failover
`);

function words(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter(Boolean))];
}
