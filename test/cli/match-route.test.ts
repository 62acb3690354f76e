import { describe, expect, it } from "vitest";
import { parseAddress, routesFor } from "../../src/cli/match-route.ts";
import type { Route } from "../../src/model/report.ts";
import { ROUTES } from "../report/fixture.ts";

function routes(...declared: [string, string, Route["pathType"]?][]): Route[] {
  const [template] = ROUTES;
  if (template === undefined) throw new Error("the fixture has routes");
  return declared.map(([host, path, pathType = "Prefix"]) => ({ ...template, host, path, pathType }));
}

const DECLARED = routes(
  ["shop.example.com", "/"],
  ["shop.example.com", "/api"],
  ["shop.example.com", "/api/exact", "Exact"],
  ["shop.example.com", "/(a+)+$", "Regex"],
  ["*.example.com", "/"],
  ["*.deep.example.com", "/"],
  ["*", "/any"],
);

describe("an address", () => {
  it.each([
    ["shop.example.com", { host: "shop.example.com", path: null }],
    ["Shop.Example.com/API", { host: "shop.example.com", path: "/API" }],
    ["https://shop.example.com:8443/api?x=1#y", { host: "shop.example.com", path: "/api" }],
    ["*.example.com/", { host: "*.example.com", path: "/" }],
  ])("%s", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });
});

describe("the route that answers", () => {
  it.each([
    ["shop.example.com", ["/", "/api", "/api/exact", "/(a+)+$"]],
    ["shop.example.com/", ["/"]],
    ["shop.example.com/api", ["/api"]],
    ["shop.example.com/api/more", ["/api"]],
    ["shop.example.com/apix", ["/"]],
    ["shop.example.com/api/exact", ["/api/exact"]],
    ["shop.example.com/api/exact/more", ["/api"]],
    ["shop.example.com/(a+)+$", ["/(a+)+$"]],
  ])("%s", (text, paths) => {
    expect(routesFor(parseAddress(text), DECLARED).map((route) => route.path)).toEqual(paths);
  });

  it.each([
    ["other.example.com", ["*.example.com"]],
    ["x.deep.example.com", ["*.deep.example.com"]],
    ["elsewhere.test/any", ["*"]],
    ["elsewhere.test/none", []],
  ])("%s by wildcard", (text, hosts) => {
    expect(routesFor(parseAddress(text), DECLARED).map((route) => route.host)).toEqual(hosts);
  });
});
