import { Command } from "commander";
import { complianceOption, readFramework } from "./compliance-flag.ts";
import type { Context } from "./command.ts";
import { EXIT_HELP } from "./exit.ts";
import { readFlags, withInputFlags, withOutputFlags } from "./flags.ts";
import { parseOutputs } from "./outputs.ts";

export function auditCommand({ program, streams, end }: Context): Command {
  const command = new Command("audit")
    .description("every route, what each of its hops gives, and the findings")
    .argument("[path...]", "files or directories, - for stdin; the cluster without any");
  return withOutputFlags(withInputFlags(command))
    .optionsGroup("Output:")
    .addOption(complianceOption())
    .addHelpText(
      "after",
      `
Examples:
  ${program} audit
  ${program} audit manifests/
  ${program} audit new-ingress.yaml --cluster
  kubectl get ingress,svc,secret -A -o json | ${program} audit -
  ${program} audit . --controller ingress-nginx=1.15.1 --require re-encrypt
  ${program} audit . -o table -o sarif=lasthop.sarif --baseline accepted.json
  ${program} audit --compliance pci-dss-4 -o html=pci.html
${EXIT_HELP}`,
    )
    .action(async (paths: string[], options: unknown) => {
      const flags = readFlags(paths, options);
      const framework = readFramework(options);
      if (framework !== null) {
        const { auditCompliance } = await import("./compliance.ts");
        end(await auditCompliance(framework, flags, streams));
        return;
      }
      parseOutputs(flags.outputs);
      const [{ auditInput }, { finish }] = await Promise.all([import("./session.ts"), import("./finish.ts")]);
      const report = await auditInput(flags, streams);
      end(await finish(report, flags, streams, "routes"));
    });
}
