// Generated from the folder list by `npm run generate`. Do not edit.
import type { Reporter } from "./contract.ts";
import { reporter as csv } from "./csv.ts";
import { reporter as json } from "./json.ts";
import { reporter as junit } from "./junit.ts";
import { reporter as markdown } from "./markdown.ts";
import { reporter as sarif } from "./sarif.ts";
import { reporter as table } from "./table.ts";

export const REPORTERS: readonly Reporter[] = [csv, json, junit, markdown, sarif, table];
