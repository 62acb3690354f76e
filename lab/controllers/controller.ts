import type { ApiServer } from "../world/api-server.ts";
import type { Manifest } from "../world/manifests.ts";

/** A port that clients use, and where it is on this machine. */
export interface Front {
  /** What the Service in front publishes, e.g. 443. */
  readonly published: number;
  /** What the controller listens on, e.g. 8443. */
  readonly actual: number;
}

export interface StartContext {
  readonly objects: readonly Manifest[];
  /** The same as the API server keeps it, with ClusterIPs and EndpointSlices. */
  readonly stored: readonly Manifest[];
  /** An empty folder of the case's own. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly server: ApiServer;
  /** A PEM file with the certificate of the CA that plays the system's roots. */
  readonly systemRoots: string;
}

/** A controller that is running with the very settings of the case. */
export interface Running {
  readonly fronts: readonly Front[];
  /** Waits until it has read everything, as far as it tells. */
  settle(): Promise<void>;
  /** What it has to say for itself, for a report on a disagreement. */
  story(): string;
  /** Ends what serves the case, whose objects are gone by then. */
  stop(): Promise<void>;
}

/** One file beside this one per controller. */
export interface LabController {
  readonly id: string;
  readonly version: string;
  /** How it runs here, for the page that says what was confirmed. */
  readonly how: string;
  /** What runs is configured by lasthop's own model of the controller. */
  readonly rendered: boolean;
  /** Ids of the parts that it cannot do without. */
  readonly parts: readonly string[];
  /** Files with the CRDs that it reads. */
  readonly definitions: readonly string[];
  /** Statuses by which it refuses everybody. Elsewhere a 401 or 403 comes from a guard that lets some in. */
  readonly refusals: readonly number[];
  /** An error of its own for every request, since it accepts no certificate of the pods, is a refusal too. */
  readonly refusesForDead: boolean;
  /** What an object has to say otherwise, for the bench alone. */
  adapt?(object: Manifest): Manifest;
  start(context: StartContext): Promise<Running>;
  /** After its last case: ends what was kept from case to case. */
  end?(): Promise<void>;
}
