/** Reads and audits a cluster, and writes its own memory to a file while it still holds all of it. */
import { writeHeapSnapshot } from "node:v8";
import { audit } from "../../src/audit.ts";
import { untilAnswered } from "../../src/cli/live.ts";
import { openCluster } from "../../src/input/cluster/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";

const [kubeconfig = "", file = ""] = process.argv.slice(2);
const options = { kubeconfig, context: null, env: {}, as: null, asGroups: [], requestTimeout: 10_000 };
const open = await openCluster(options, { namespace: null, secrets: true, access: true });
const inventory = await untilAnswered(open.reading, (read, missed) => {
  const telling = new Inventory(read).telling(missed);
  audit(telling);
  return telling;
});
const held = { open, inventory, report: audit(inventory) };
writeHeapSnapshot(file);
held.open.connection.close();
