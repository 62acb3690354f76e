import type { Inventory } from "../../inventory/inventory.ts";
import type { Door } from "../../model/doors.ts";
import type {
  KeyAccess,
  KeyCopies,
  KeyGrant,
  KeyHolder,
  KeyName,
  KeyPod,
  OpenSnippets,
} from "../../model/key-access.ts";
import { Rbac } from "../rbac.ts";
import { PodIndex } from "../readers/pods.ts";
import { holdsRbac, SecretReaders } from "../readers/readers.ts";
import { Accounts } from "./accounts.ts";
import { keyCopies } from "./copies.ts";
import { directGrants } from "./grants.ts";
import { keyHolders } from "./holders.ts";
import { RouteKeys } from "./route-keys.ts";
import { openSnippets } from "./snippets.ts";
import { mayHaveWays, wayGrants } from "./ways.ts";

/**
 * Who can get at the keys that routes serve, from the grants and not from the Secrets: what is said once for a grant
 * holds for a thousand keys. Nothing is looked at before a rule asks for it; the whole graph of ways round is made only
 * where somebody has rights in whose hands they would be reported.
 */
export class RouteKeyAccess implements KeyAccess {
  readonly #inventory: Inventory;
  readonly #served: () => readonly KeyName[];
  readonly #doors: () => readonly Door[];
  #routeKeys: RouteKeys | undefined;
  #granted: Granted | null | undefined;

  /**
   * @param served Secrets that routes serve
   * @param doors programs that act for whoever writes their objects
   */
  constructor(inventory: Inventory, served: () => readonly KeyName[], doors: () => readonly Door[]) {
    this.#inventory = inventory;
    this.#served = served;
    this.#doors = doors;
  }

  get grants(): readonly KeyGrant[] {
    const granted = this.#rbac();
    return granted === null ? [] : granted.grants;
  }

  get snippets(): readonly OpenSnippets[] {
    const granted = this.#rbac();
    return granted === null ? [] : openSnippets(granted.rbac, this.#doors(), this.#keys, granted.accounts);
  }

  holders(isRight: (pod: KeyPod, key: KeyName) => boolean): readonly KeyHolder[] {
    return keyHolders(PodIndex.of(this.#inventory), this.#keys, isRight);
  }

  get copies(): readonly KeyCopies[] {
    return keyCopies(this.#inventory, this.#keys);
  }

  get #keys(): RouteKeys {
    this.#routeKeys ??= new RouteKeys(this.#served());
    return this.#routeKeys;
  }

  /** null where the input holds no role and no binding, or routes serve no Secret. */
  #rbac(): Granted | null {
    if (this.#granted === undefined) this.#granted = this.#readGrants();
    return this.#granted;
  }

  #readGrants(): Granted | null {
    if (this.#keys.isEmpty || !holdsRbac(this.#inventory)) return null;
    const rbac = new Rbac(this.#inventory);
    const accounts = new Accounts(PodIndex.of(this.#inventory));
    const grants = directGrants(rbac, this.#keys, accounts);
    if (mayHaveWays(rbac)) {
      const readers = new SecretReaders(this.#inventory, { doors: this.#doors() });
      grants.push(...wayGrants(readers, this.#keys));
    }
    return { rbac, accounts, grants };
  }
}

interface Granted {
  readonly rbac: Rbac;
  readonly accounts: Accounts;
  readonly grants: readonly KeyGrant[];
}
