/** Loopback alone: Services have addresses of their own on the same machine, and any port of them. */
export const LISTEN = "127.0.0.1";
/** Where TLS goes that is not passed through, and the one that says where it came from in between. */
export const BEHIND_PASSTHROUGH = 442;
export const BEFORE_PASSTHROUGH = 8442;
/** Answers 404 where nothing is served. */
export const DEFAULT_PORT = 8181;
