import { Agent as HttpAgent, type RequestOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { visible } from "../../model/visible.ts";
import { credentialsOf } from "./credentials.ts";
import { ClusterError, connectionReason, mayPass, TooLargeError } from "./errors.ts";
import { type ChosenContext, chooseContext, type ClusterChoice, impersonated } from "./kubeconfig.ts";
import { type ApiAnswer, type ApiRequest, sendOnce, TimeoutError } from "./request.ts";

/** Which cluster to read, as whom, and how patiently. */
export interface ConnectOptions extends ClusterChoice {
  readonly as: string | null;
  readonly asGroups: readonly string[];
  /** Milliseconds for one request; 0 for no limit. */
  readonly requestTimeout: number;
}

/** A cluster's API, as one user may use it. */
export interface Connection {
  /** The name of the kubeconfig's context. */
  readonly context: string;
  /** The context's own namespace; `default` where it has none. */
  readonly namespace: string;
  /** Requests that were sent, tries included. */
  readonly requests: () => number;
  /**
   * Sends a request; what may pass (429, 5xx, a connection that breaks) is tried again.
   * @throws ClusterError when the cluster cannot be reached or does not know the user; TooLargeError
   */
  send(call: ApiRequest): Promise<ApiAnswer>;
  close(): void;
}

/** Requests at once. The API server's own fairness begins to hold a client back above that. */
export const IN_FLIGHT = 6;
const TRIES = 6;
const LOCAL = /^(?:localhost|127\..*|\[::1\])$/;
/** Milliseconds. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 30_000;
/** What a run waits in total for a server that is busy or broken. */
const MOST_WAITING = 60_000;

/**
 * Connects with the credentials of a kubeconfig: certificates, tokens, exec plugins, OIDC, a pod's service account.
 * Nothing is sent yet.
 * @throws KubeconfigError, ClusterError
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const chosen = chooseContext(options);
  const server = serverOf(chosen);
  let transport = await transportOf(chosen, server, options);
  let sent = 0;
  let waited = 0;
  let renewed = false;
  let answered = false;
  let closed = false;
  const called = visible(`context "${chosen.name}": ${server.origin}`);

  async function renew(): Promise<void> {
    renewed = true;
    transport.agent.destroy();
    transport = await transportOf(chosen, server, options);
  }

  async function wait(milliseconds: number): Promise<boolean> {
    if (waited + milliseconds > MOST_WAITING) return false;
    waited += milliseconds;
    await pause(milliseconds);
    return true;
  }

  async function send(call: ApiRequest): Promise<ApiAnswer> {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(call);
      if (!(outcome instanceof Error)) {
        if (outcome.status === 401) {
          // A token from a plugin or a file may have ended on the way: it is asked for once more.
          if (renewed) throw new ClusterError(`${called} does not accept the credentials (401): log in again`);
          await renew();
          continue;
        }
        answered = true;
        const passing = outcome.status === 429 || outcome.status >= 500;
        if (!passing || tries === TRIES || !(await wait(waitOf(tries, outcome.retryAfter)))) return outcome;
      } else {
        // A connection that breaks since another request has failed for good is not tried again.
        const again = !closed && mayPass(outcome) && tries < TRIES && (await wait(waitOf(tries, null)));
        if (!again || closed) throw new ClusterError(failureText(outcome));
      }
    }
  }

  async function attempt(call: ApiRequest): Promise<ApiAnswer | Error> {
    sent++;
    try {
      return await sendOnce(server, transport.options, call, options.requestTimeout);
    } catch (error) {
      if (error instanceof TooLargeError) throw error;
      return error instanceof Error ? error : new Error("the request failed");
    }
  }

  function failureText(error: Error): string {
    if (error instanceof TimeoutError) {
      const seconds = options.requestTimeout / 1000;
      return `${called} did not answer within ${seconds} s (--request-timeout)${halfway()}`;
    }
    return `${called} ${connectionReason(error)}${halfway()}`;
  }

  function halfway(): string {
    return answered ? "; the cluster went away in the middle of reading, so nothing is reported" : "";
  }

  return {
    context: chosen.name,
    namespace: chosen.namespace ?? "default",
    requests: () => sent,
    send,
    close() {
      closed = true;
      transport.agent.destroy();
    },
  };
}

/** Doubles with each try, and differs from one client to the next; the server's own word goes before. */
function waitOf(tries: number, retryAfter: number | null): number {
  const own = FIRST_WAIT * 2 ** (tries - 1) * (0.5 + Math.random());
  return Math.min(LONGEST_WAIT, retryAfter === null ? own : Math.max(own, retryAfter * 1000));
}

function serverOf(chosen: ChosenContext): URL {
  const url = URL.parse(chosen.server);
  if (url !== null && ["https:", "http:"].includes(url.protocol)) return url;
  throw new ClusterError(`context "${chosen.name}": "${chosen.server}" is no address of a server`);
}

interface Transport {
  readonly options: RequestOptions;
  readonly agent: { destroy(): void };
}

async function transportOf(chosen: ChosenContext, server: URL, options: ConnectOptions): Promise<Transport> {
  const { tls, headers, auth, proxy } = await credentialsOf(chosen);
  // HTTPS_PROXY and NO_PROXY, as kubectl has them: never for this machine itself.
  const proxyEnv = LOCAL.test(server.hostname) ? {} : { proxyEnv: options.env };
  const kept = { keepAlive: true, maxSockets: IN_FLIGHT, ...proxyEnv };
  const agent = proxy ?? (server.protocol === "http:" ? new HttpAgent(kept) : new HttpsAgent({ ...kept, ...tls }));
  const own = { agent, headers: { ...headers, ...actingAs(chosen, options) } };
  return { options: auth === null ? own : { ...own, auth }, agent };
}

function actingAs(chosen: ChosenContext, { as, asGroups }: ConnectOptions): Record<string, string | string[]> {
  const own = impersonated(chosen.user);
  const user = as ?? own.as;
  const groups = as === null && asGroups.length === 0 ? own.groups : asGroups;
  if (groups.length > 0 && user === null) throw new ClusterError("--as-group needs --as");
  return {
    ...(user === null ? {} : { "Impersonate-User": user }),
    ...(groups.length === 0 ? {} : { "Impersonate-Group": [...groups] }),
  };
}
