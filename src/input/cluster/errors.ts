/** The cluster cannot be read at all, in one line. Nothing is reported then: the run ends with exit code 3. */
export class ClusterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ClusterError";
  }
}

/** There is no such context, or no kubeconfig that can be read: wrong configuration, exit code 2. */
export class KubeconfigError extends Error {
  /** The contexts that there are, where a name was not among them. */
  readonly contexts: readonly string[];
  readonly wanted: string;
  /** Nothing says that there is a cluster at all. */
  readonly none: boolean;

  constructor(
    message: string,
    more: { readonly wanted?: string; readonly contexts?: readonly string[]; readonly none?: true } = {},
  ) {
    super(message);
    this.name = "KubeconfigError";
    this.wanted = more.wanted ?? "";
    this.contexts = more.contexts ?? [];
    this.none = more.none ?? false;
  }
}

/** An answer that is longer than its limit; a list is asked for again in smaller pages. */
export class TooLargeError extends Error {}

/** Failures of a connection that may pass: another try is worth it. */
const PASSING: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE"]);

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection (does the cluster run, and at this address?)",
  ENOTFOUND: "is a host that nobody knows (DNS)",
  EAI_AGAIN: "is a host that cannot be looked up now (DNS)",
  EHOSTUNREACH: "cannot be reached from here",
  ENETUNREACH: "cannot be reached from here",
  ETIMEDOUT: "does not answer",
  ECONNRESET: "closed the connection in the middle of an answer",
  EPIPE: "closed the connection in the middle of a request",
  ECONNABORTED: "closed the connection in the middle of an answer",
  ERR_STREAM_PREMATURE_CLOSE: "closed the connection in the middle of an answer",
  CERT_HAS_EXPIRED: "has a certificate that is no longer valid",
  CERT_NOT_YET_VALID: "has a certificate that is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for other names than this one",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that the CA of the kubeconfig did not sign",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that the CA of the kubeconfig did not sign",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate that the CA of the kubeconfig did not sign",
  UNABLE_TO_GET_ISSUER_CERT: "has a certificate that the CA of the kubeconfig did not sign",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "has a certificate that the CA of the kubeconfig did not sign",
  CERT_SIGNATURE_FAILURE: "has a certificate that the CA of the kubeconfig did not sign",
  EPROTO: "does not speak TLS there",
  ERR_SSL_WRONG_VERSION_NUMBER: "does not speak TLS there",
  HPE_INVALID_CONSTANT: "does not speak HTTP there",
};

/** What is wrong with a connection, as the end of a sentence that begins with the server's address. */
export function connectionReason(error: unknown): string {
  const code = codeOf(error);
  if (code.includes("ALERT") || code === "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED") {
    return "refuses the client certificate of the kubeconfig";
  }
  if (code.startsWith("HPE_")) return "does not speak HTTP there";
  return CODES[code] ?? `cannot be reached${code === "" ? "" : ` (${code})`}`;
}

export function mayPass(error: unknown): boolean {
  return PASSING.has(codeOf(error));
}

/** Node tries all addresses of a name, and tells of them together. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
