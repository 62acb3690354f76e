/** Errors of connections in the words of the report. */

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection is reset or closed",
  EPIPE: "the connection is closed",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "there is no way to the address",
  ENETUNREACH: "there is no way to the address",
  EADDRNOTAVAIL: "there is no way to the address",
  HPE_HEADER_OVERFLOW: "its headers do not end",
};

export function describeFailure(error: NodeJS.ErrnoException): string {
  const code = error.code ?? "";
  const known = WORDS[code];
  if (known !== undefined) return known;
  // OpenSSL's own sentence is the last part: "...:SSL alert number 40" comes with its reason before it.
  const { reason } = error as { reason?: unknown };
  if (typeof reason === "string" && reason !== "") return reason;
  return code === "" ? error.message : code;
}

/** Somebody answered, with a no. */
export function isRefusal({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNREFUSED" || code === "ECONNRESET" || code === "EPIPE";
}

/** The alert of TLS 1.3 for a certificate that is demanded and was not sent; it comes after the handshake. */
export function isCertificateDemand({ code }: NodeJS.ErrnoException): boolean {
  return code === "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED";
}
