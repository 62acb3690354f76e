import { describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";
import { folder, ingressYaml, lasthop } from "./harness.ts";

const FILE = `${folder({ "a.yaml": ingressYaml("a"), "bad.yaml": "require: nonsense\n", "bad.json": "{}" })}`;
const INGRESS = `${FILE}/a.yaml`;

describe("wrong usage ends with 2 and one line that says what, where and what next", () => {
  it.each<[string, string[], RegExp]>([
    ["no command", [], /no command; lasthop --help lists them/],
    ["an unknown command", ["adit"], /unknown command 'adit' \(Did you mean audit\?\)/],
    ["an unknown flag", ["audit", "--requir", "edge"], /unknown option '--requir' \(Did you mean --require\?\)/],
    ["a flag without its value", ["audit", "-o"], /argument missing; see lasthop --help/],
    ["no input", ["audit"], /no input: name files or directories/],
    ["no input for lint", ["lint"], /no input/],
    ["no input for path", ["path", "a.example.com"], /no input/],
    ["path without an address", ["path"], /missing required argument 'host\[\/path\]'/],
    ["explain without a rule", ["explain"], /missing required argument 'rule'/],
    ["an unknown format", ["audit", INGRESS, "-o", "xml"], /-o: there is no format "xml"; it is one of csv, json/],
    ["a format of a later release", ["audit", INGRESS, "-o", "html"], /-o: there is no format "html"; it is one of/],
    ["a format without its file", ["audit", INGRESS, "-o", "json="], /no file stands after "json="/],
    [
      "two reports at once",
      ["audit", INGRESS, "-o", "json", "-o", "csv"],
      /only one report can go to the standard output/,
    ],
    ["one file twice", ["audit", INGRESS, "-o", "json=x", "-o", "csv=x"], /two reports cannot go to one file, x/],
    [
      "a folder that is not there",
      ["audit", INGRESS, "-o", "json=/nowhere/x"],
      /cannot write \/nowhere\/x: no such file/,
    ],
    ["an unknown severity", ["audit", INGRESS, "--fail-on", "info"], /Allowed choices are error, warning, note, never/],
    ["an unknown level", ["audit", INGRESS, "--require", "tls"], /Allowed choices are edge, re-encrypt/],
    ["an unknown colour", ["audit", INGRESS, "--color", "red"], /Allowed choices are auto, always, never/],
    [
      "an unknown controller",
      ["audit", INGRESS, "--controller", "nginx-ingress=1.0"],
      /there is no controller "nginx-ingress"/,
    ],
    ["a misspelt controller", ["audit", INGRESS, "--controller", "traefic=3.0"], /\(did you mean traefik\?\)/],
    [
      "a controller that says nothing",
      ["audit", INGRESS, "--controller", "unknown"],
      /there is no controller "unknown"/,
    ],
    ["no version", ["audit", INGRESS, "--controller", "traefik=latest"], /"latest" is no version/],
    ["no label selector", ["audit", INGRESS, "-l", "a in b"], /-l: "a in b" is no label selector/],
    ["a policy that is not there", ["audit", INGRESS, "--config", "/nowhere"], /--config: \/nowhere: no such file/],
    ["a policy with a wrong word", ["audit", INGRESS, "--config", `${FILE}/bad.yaml`], /bad\.yaml:1:10 /],
    [
      "a baseline that is not there",
      ["audit", INGRESS, "--baseline", "/nowhere"],
      /--baseline: \/nowhere: no such file/,
    ],
    ["a baseline that is none", ["audit", INGRESS, "--baseline", `${FILE}/bad.json`], /bad\.json:1:1 is not a lasthop/],
    [
      "an unknown rule",
      ["explain", "backend-in-claer"],
      /no rule backend-in-claer \(did you mean backend-in-clear\?\)/,
    ],
    ["a host that nobody serves", ["path", "b.example.com", INGRESS], /no route of the input serves b\.example\.com/],
    ["a misspelt host", ["path", "a.exmaple.com", INGRESS], /\(did you mean a\.example\.com\?\)/],
  ])("%s", async (_, args, message) => {
    const { code, out, err } = await lasthop(args);
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasthop: [^\n]+\n$/);
    expect(out).toBe("");
    expect(code).toBe(2);
  });
});

describe("a message", () => {
  it("prints nothing that a terminal obeys", async () => {
    const { err } = await lasthop(["explain", "a\u001b[31m\nb"]);
    expect(err).toBe("lasthop: there is no rule a\\u001b[31m\\nb; lasthop rules lists them\n");
  });
});

describe("help", () => {
  it.each([
    ["--help"],
    ["audit", "--help"],
    ["path", "-h"],
    ["lint", "-h"],
    ["rules", "-h"],
    ["explain", "-h"],
    ["doctor", "-h"],
    ["snapshot", "-h"],
    ["help"],
  ])("%s %s", async (...args) => {
    const { code, out, err } = await lasthop(args);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Usage: lasthop/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each(["audit", "path", "lint"])("%s documents the exit codes", async (command) => {
    const { out } = await lasthop([command, "--help"]);
    expect(out).toMatch(/0 {2}nothing.*1 {2}findings.*2 {2}wrong usage.*3 {2}the input/s);
  });

  it("names no command of a later release", async () => {
    const { out } = await lasthop(["--help"]);
    expect(out).not.toMatch(/^ {2}(?:serve|migrate)\b/m);
  });

  it.each([
    ["/usr/bin/kubectl-lasthop", "kubectl lasthop"],
    ["/usr/bin/kubectl_lasthop", "kubectl lasthop"],
    ["C:\\bin\\kubectl-lasthop.exe", "kubectl lasthop"],
    ["/opt/dist/cli.js", "lasthop"],
  ])("%s is called %s", async (name, shown) => {
    const { out } = await lasthop(["audit", "--help"], { name });
    expect(out).toContain(`Usage: ${shown} audit`);
    expect((await lasthop(["audit"], { name })).err).toMatch(new RegExp(`^${shown}: no input`));
  });
});

describe("the version", () => {
  it.each(["--version", "-V"])("%s", async (flag) => {
    expect(await lasthop([flag])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
  });
});
