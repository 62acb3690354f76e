import { ROUTE_TOPICS, type RouteTopic, SECRET_TOPICS, type SecretTopic, type Topic } from "../model/compliance.ts";

const OF_ROUTES: Readonly<Record<RouteTopic, string>> = {
  "client-encrypted": "Is it encrypted from the client to the controller?",
  "behind-encrypted": "Is it encrypted behind the controller, on every leg?",
  "peer-verified": "Does the controller check who answers behind it?",
  "client-authenticated": "Must clients have the certificate that they are asked for?",
  "served-certificate": "Do clients get the certificate that was meant, in order?",
};

const OF_SECRETS: Readonly<Record<SecretTopic, string>> = {
  "certificate-listed": "Is the certificate known: names, issuer, end?",
  "key-in-one-secret": "Is its key in this Secret alone?",
  "key-readers": "Can only expected readers obtain the key?",
  "key-by-asking": "Does nobody else have the right to read the Secret?",
  "key-by-admin": "Does nobody else get the key as cluster-admin?",
  "key-by-pods": "Does nobody else get the key by creating or changing workloads?",
  "key-by-roles": "Does nobody else get the key by bind, escalate or impersonate?",
  "key-by-kubelet": "Does nobody else get the key through nodes/proxy?",
  "key-by-signing": "Does nobody else get the key by approving certificate requests?",
  "key-by-webhook": "Does nobody else get the key by configuring webhooks?",
  "key-by-token": "Does nobody else get the key by issuing ServiceAccount tokens?",
};

export function questionOf(topic: Topic): string {
  return isRouteTopic(topic) ? OF_ROUTES[topic] : OF_SECRETS[topic];
}

export function isRouteTopic(topic: Topic): topic is RouteTopic {
  return ROUTE_TOPICS.some((item) => item === topic);
}

/** In the order in which they are told. */
export const TOPICS: readonly Topic[] = [...ROUTE_TOPICS, ...SECRET_TOPICS];
