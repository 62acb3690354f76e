import { connect, type Connection, type ConnectOptions } from "./connect.ts";
import { ClusterReading, type ReadClusterOptions } from "./reading.ts";

/** A cluster whose lists have been read, and which can still be asked for objects by name. */
export interface OpenCluster {
  readonly connection: Connection;
  readonly reading: ClusterReading;
}

/**
 * Connects to a cluster and lists what it holds. Close the connection when nothing more is asked.
 * @throws KubeconfigError, ClusterError
 */
export async function openCluster(options: ConnectOptions, what: ReadClusterOptions): Promise<OpenCluster> {
  const connection = await connect(options);
  try {
    const reading = new ClusterReading(connection, what);
    await reading.list();
    return { connection, reading };
  } catch (error) {
    connection.close();
    throw error;
  }
}
