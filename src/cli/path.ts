import { Command } from "commander";
import type { Report, Route } from "../model/report.ts";
import { concerns } from "../report/groups.ts";
import type { Context } from "./command.ts";
import { UsageError } from "./errors.ts";
import { EXIT_HELP } from "./exit.ts";
import { readFlags, withInputFlags, withOutputFlags } from "./flags.ts";
import { hostsLike, parseAddress, routesFor } from "./match-route.ts";
import { didYouMean } from "./nearest.ts";
import { parseOutputs } from "./outputs.ts";

export function pathCommand({ program, streams, end }: Context): Command {
  const command = new Command("path")
    .description("one route drawn hop by hop, with the evidence")
    .argument("<host[/path]>", "what a client asks for")
    .argument("[path...]", "files or directories, - for stdin; the cluster without any");
  return withOutputFlags(withInputFlags(command))
    .addHelpText(
      "after",
      `
Examples:
  ${program} path shop.example.com/api -f manifests/
  kubectl get ingress,svc,secret -A -o json | ${program} path shop.example.com -
${EXIT_HELP}`,
    )
    .action(async (wanted: string, paths: string[], options: unknown) => {
      const flags = readFlags(paths, options);
      parseOutputs(flags.outputs);
      const [{ auditInput }, { finish }, { narrowed }] = await Promise.all([
        import("./session.ts"),
        import("./finish.ts"),
        import("./scope.ts"),
      ]);
      const whole = await auditInput(flags, streams);
      const routes = routesOf(whole, wanted);
      const ids = new Set(routes.map((route) => route.id));
      const report = narrowed(
        whole,
        (route) => ids.has(route.id),
        (finding) => routes.some((route) => concerns(finding, route)),
      );
      const { drawRoutes } = await import("../report/drawing.ts");
      end(await finish(report, flags, streams, "routes", { table: (own) => drawRoutes(report, own) }));
    });
}

function routesOf(report: Report, wanted: string): readonly Route[] {
  const routes = routesFor(parseAddress(wanted), report.routes);
  if (routes.length > 0) return routes;
  const hosts = hostsLike(report.routes);
  const known = hosts.length === 0 ? "; there is no route at all" : `; its hosts are ${hosts.slice(0, 5).join(", ")}`;
  const near = didYouMean(parseAddress(wanted).host, hosts);
  throw new UsageError(`no route of the input serves ${wanted}${near === "" ? known : near}`);
}
