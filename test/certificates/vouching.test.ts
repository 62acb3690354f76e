import { describe, expect, it } from "vitest";
import { certificatesIn } from "../../src/certificates/read-entry.ts";
import { vouching } from "../../src/certificates/vouching.ts";
import { VERIFIER as CONTOUR } from "../../src/controllers/contour/verifier.ts";
import { VERIFIER as ENVOY_GATEWAY } from "../../src/controllers/envoy-gateway/verifier.ts";
import { verifierOf } from "../../src/controllers/ingress-nginx/verifier.ts";
import { VERIFIER as TRAEFIK } from "../../src/controllers/traefik/verifier.ts";
import type { Verifier } from "../../src/model/trust.ts";
import { CHAINS, type ChainCase, NAME, pemOf, type Program } from "../support/chains.ts";

const NOW = Date.parse("2026-11-25");

function answer({ sent, bundle }: ChainCase, verifier: Verifier, whole = true) {
  const [chain, trusted] = [certificatesIn(pemOf(sent)), certificatesIn(pemOf(bundle))];
  return vouching({ sent: chain, trusted, whole, names: [NAME], verifier, now: NOW });
}

/** What the programs do with each chain is measured: lab/vouching.test.ts asks them. */
describe.each<{ program: Program; verifier: Verifier }>([
  { program: "nginx", verifier: verifierOf(1) },
  { program: "envoy", verifier: CONTOUR },
  { program: "envoy", verifier: ENVOY_GATEWAY },
  { program: "traefik", verifier: TRAEFIK },
])("a certificate that $program is shown: $verifier.fact.text", ({ program, verifier }) => {
  it.each(CHAINS)("$name", (row) => {
    const said = answer(row, verifier)?.vouched ?? null;
    expect(said).toBe(row.silent.includes(program) ? null : row.by[program]);
  });

  it("is refused for its issuer only where all that is trusted is known", () => {
    const wrong = CHAINS.filter((row) => {
      const said = answer(row, verifier, false);
      return said?.vouched === false && said.because === "issuer";
    });
    expect(wrong).toEqual([]);
  });
});
