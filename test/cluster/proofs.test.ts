import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { folder, lasthop } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import { pemOf } from "../support/chains.ts";
import {
  APP,
  CA,
  envoyGateway,
  FRONT,
  type Manifest,
  nginx,
  NOTHING,
  object,
  other,
  PROVEN,
  refusal,
  root,
  toldOf,
} from "../support/verified-routes.ts";

let server: FakeServer | undefined;
afterEach(() => server?.stop());

/** What an audit tells of a live cluster, or of a snapshot of it. */
async function told(manifests: readonly Manifest[], snapshot?: readonly string[]): Promise<ReturnType<typeof toldOf>> {
  await server?.stop();
  server = await fakeServer([FRONT, ...manifests]);
  const live = ["--kubeconfig", server.kubeconfig(folder(), { namespace: "shop" })];
  const file = join(folder(), "a.lasthop.gz");
  if (snapshot !== undefined) await lasthop(["snapshot", ...live, "-o", file, ...snapshot]);
  const input = snapshot === undefined ? live : [file];
  const { out } = await lasthop(["audit", ...input, "-o", "json", "--fail-on", "never", "--now", "2026-11-25"]);
  return toldOf(JSON.parse(out) as Report);
}

const wrong = { ...CA, stringData: { "ca.crt": pemOf([other]) } };
const OTHER_CA = "it was issued by CN=Root, and the CA bundle holds CN=Other";

describe("re-encryption in a live cluster", () => {
  it("is proven and refuted as in files", async () => {
    expect(await told([...nginx(), CA, ...APP])).toEqual(PROVEN);
    expect(await told([...nginx(), wrong, ...APP])).toEqual(refusal(502, OTHER_CA));
  });

  it("is proven and refuted from a snapshot, and left open by a redacted one, whose certificates nobody signed", async () => {
    expect(await told([...nginx(), wrong, ...APP], [])).toEqual(refusal(502, OTHER_CA));
    expect(await told([...nginx(), wrong, ...APP], ["--redact"])).toEqual(NOTHING);
    expect(await told([...nginx(), CA, ...APP], ["--redact"])).toEqual(NOTHING);
  });

  it("rests on what trust-manager has written, and not on what a Bundle promises", async () => {
    const target = { configMap: { key: "ca.crt" } };
    const sources = [{ inLine: pemOf([root]) }];
    const bundle = object(
      "trust.cert-manager.io/v1alpha1",
      "Bundle",
      "backend-ca",
      { spec: { sources, target } },
      null,
    );
    const written = object("v1", "ConfigMap", "backend-ca", { data: { "ca.crt": pemOf([other]) } });
    expect(await told([...envoyGateway(), bundle, ...APP])).toEqual(NOTHING);
    expect(await told([...envoyGateway(), bundle, written, ...APP])).toEqual(refusal(503, OTHER_CA));
    expect(server?.asked.some(({ resource }) => resource === "bundles")).toBe(true);
  });
});
