/**
 * What SARIF 2.1.0 asks of the parts that lasthop writes, as a JSON schema of our own: which properties exist, which
 * must be there, and of what kind they are (sections 3.13 to 3.57 of the specification).
 */

const TEXT = { type: "string" };
const PLACE = { type: "integer", minimum: 1 };
const LEVEL = { enum: ["none", "note", "warning", "error"] };
const BAG = { type: "object" };

function object(properties: Record<string, unknown>, required: readonly string[] = []): Record<string, unknown> {
  return { type: "object", additionalProperties: false, properties, required };
}

function list(items: unknown, minItems = 0): Record<string, unknown> {
  return { type: "array", items, minItems };
}

const MESSAGE = object({ text: { type: "string", minLength: 1 }, markdown: TEXT }, ["text"]);
const ARTIFACT = object({ uri: { type: "string", format: "uri-reference" }, uriBaseId: TEXT }, ["uri"]);
const REGION = object({ startLine: PLACE, startColumn: PLACE, endLine: PLACE, endColumn: PLACE }, ["startLine"]);
const LOCATION = object({
  id: { type: "integer", minimum: -1 },
  physicalLocation: object({ artifactLocation: ARTIFACT, region: REGION }, ["artifactLocation"]),
  logicalLocations: list(object({ name: TEXT, fullyQualifiedName: TEXT, kind: TEXT })),
  message: MESSAGE,
});
const RULE = object(
  {
    id: { type: "string", pattern: "^LH\\d{4}$" },
    name: TEXT,
    shortDescription: MESSAGE,
    fullDescription: MESSAGE,
    help: MESSAGE,
    helpUri: { type: "string", format: "uri" },
    defaultConfiguration: object({ level: LEVEL }),
    properties: BAG,
  },
  ["id", "help", "helpUri"],
);
const RESULT = object(
  {
    ruleId: TEXT,
    ruleIndex: { type: "integer", minimum: -1 },
    level: LEVEL,
    message: MESSAGE,
    locations: list(LOCATION),
    relatedLocations: { ...list(LOCATION), uniqueItems: true },
    partialFingerprints: { type: "object", additionalProperties: TEXT, minProperties: 1 },
    suppressions: {
      ...list(
        object(
          {
            kind: { enum: ["inSource", "external"] },
            status: { enum: ["accepted", "underReview", "rejected"] },
            justification: TEXT,
          },
          ["kind"],
        ),
      ),
      uniqueItems: true,
    },
    fixes: list(
      object(
        {
          description: MESSAGE,
          artifactChanges: list(
            object(
              {
                artifactLocation: ARTIFACT,
                replacements: list(
                  object({ deletedRegion: REGION, insertedContent: object({ text: TEXT }, ["text"]) }, [
                    "deletedRegion",
                  ]),
                  1,
                ),
              },
              ["artifactLocation", "replacements"],
            ),
            1,
          ),
        },
        ["artifactChanges"],
      ),
    ),
    properties: BAG,
  },
  ["message", "partialFingerprints"],
);
const NOTIFICATION = object({ level: LEVEL, message: MESSAGE, locations: list(LOCATION) }, ["message"]);

export const SARIF = object(
  {
    $schema: { type: "string", format: "uri" },
    version: { const: "2.1.0" },
    runs: list(
      object(
        {
          tool: object(
            {
              driver: object(
                {
                  name: TEXT,
                  semanticVersion: TEXT,
                  informationUri: { type: "string", format: "uri" },
                  rules: list(RULE),
                },
                ["name"],
              ),
            },
            ["driver"],
          ),
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
          invocations: list(
            object({ executionSuccessful: { type: "boolean" }, toolExecutionNotifications: list(NOTIFICATION) }, [
              "executionSuccessful",
            ]),
          ),
          results: list(RESULT),
        },
        ["tool"],
      ),
    ),
  },
  ["version", "runs"],
);
