import { load, loadAll } from "js-yaml";
import { afterEach, describe, expect, it } from "vitest";
import { folder, lasthop } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import { WORLD } from "./world.ts";

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

interface Role {
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string };
  readonly rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** @param forbidden resources that the user may not read */
async function doctor(args: readonly string[], forbidden: readonly string[] = []) {
  const without = ["projectcontour.io", "networking.istio.io", "gateway.networking.k8s.io"];
  server = await fakeServer(WORLD, { without, forbidden });
  return await lasthop(["doctor", "--kubeconfig", server.kubeconfig(folder()), ...args]);
}

async function roles(...args: string[]): Promise<Role[]> {
  const { out } = await doctor(["-o", "yaml", ...args]);
  return loadAll(out) as unknown as Role[];
}

describe("doctor", () => {
  it("ends with 0 when all is allowed, and with 1 when something is missing", async () => {
    expect((await doctor([])).code).toBe(0);
    await server?.stop();
    const { code, out } = await doctor([], ["ingresses"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^list {2}ingresses\.networking\.k8s\.io +all namespaces {2}NO +routes$/m);
    expect(out).toMatch(/^list {2}services +all namespaces {2}yes +where routes lead$/m);
  });

  it("counts nothing that only a snapshot reads, and no Secrets where none are wanted", async () => {
    expect((await doctor([], ["clusterroles"])).code).toBe(0);
    await server?.stop();
    expect((await doctor(["--no-secrets"], ["secrets"])).code).toBe(0);
  });

  it("asks by reviews alone, and reads no object", async () => {
    await doctor([]);
    const posts = server?.asked.filter(({ method }) => method !== "GET") ?? [];
    expect(new Set(posts.map(({ path }) => path))).toEqual(
      new Set(["/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"]),
    );
    expect(new Set(server?.asked.filter(({ method }) => method === "GET").map(({ path }) => path))).toEqual(
      new Set(["/apis", "/version"]),
    );
  });

  it("prints roles that write nothing and name what the cluster serves alone", async () => {
    const printed = await roles();
    expect(printed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "ClusterRole lasthop",
      "ClusterRole lasthop-without-secrets",
      "ClusterRole lasthop-access",
    ]);
    const rules = printed.flatMap((role) => role.rules);
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["get", "list"]));
    expect(rules.flatMap(({ apiGroups }) => apiGroups)).not.toContain("projectcontour.io");
    const [withSecrets, without] = printed.map((role) => role.rules.flatMap(({ resources }) => resources));
    expect(withSecrets).toContain("secrets");
    expect(without).toEqual(withSecrets?.filter((resource) => resource !== "secrets"));
  });

  it("prints a Role for one namespace", async () => {
    const printed = await roles("-n", "shop");
    expect(printed.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).toEqual([
      ["Role", "lasthop", "shop"],
      ["Role", "lasthop-without-secrets", "shop"],
      ["ClusterRole", "lasthop-controllers", undefined],
      ["ClusterRole", "lasthop-access", undefined],
    ]);
    expect(printed[0]?.rules.flatMap(({ resources }) => resources)).not.toContain("ingressclasses");
  });

  it("is data for programs", async () => {
    const { out } = await doctor(["-o", "json"], ["secrets"]);
    expect(load(out)).toMatchObject({
      context: "fake",
      server: "v1.36.3",
      complete: false,
      permissions: expect.arrayContaining([
        expect.objectContaining({ verb: "get", resource: "secrets", allowed: false }),
      ]),
    });
  });

  it("ends with 3 when the cluster cannot be reached", async () => {
    server = await fakeServer(WORLD);
    const kubeconfig = server.kubeconfig(folder());
    await server.stop();
    const { code, out, err } = await lasthop(["doctor", "--kubeconfig", kubeconfig]);
    expect([code, out, err]).toEqual([3, "", expect.stringContaining("refuses the connection")]);
    server = undefined;
  });

  it("knows no cluster where there is no kubeconfig", async () => {
    expect((await lasthop(["doctor"])).code).toBe(2);
  });
});
