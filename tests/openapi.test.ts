import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { routeTable } from "@/server/rest/route-table";
import { isFrontMissing } from "./helpers/door-name";
import { fetchDocument } from "./helpers/request";

const mediaSchema = z.object({
  schema: z.unknown(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
});
const operationSchema = z.object({
  operationId: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }),
  ),
  requestBody: z.object({ content: z.record(z.string(), mediaSchema) }).optional(),
  responses: z.record(z.string(), z.looseObject({ $ref: z.string().optional() })),
});
const responseSchema = z.object({
  headers: z.record(z.string(), z.unknown()),
  // A 304 has no body.
  content: z.record(z.string(), mediaSchema).default({}),
});
const documentSchema = z.looseObject({
  openapi: z.string(),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), responseSchema),
  }),
});

const { status, headers, text } = await fetchDocument("GET", "/api/openapi.json");
const document = documentSchema.parse(JSON.parse(text));

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, name: operation.operationId, operation })),
);

function operationOf(id: string) {
  const found = operations.find(({ name }) => name === id);
  return found?.operation ?? expect.fail(`no operation ${id}`);
}

function responseOf(reference: { $ref?: string | undefined }) {
  const named = reference.$ref && document.components.responses[reference.$ref.replace("#/components/responses/", "")];
  return named || responseSchema.parse(reference);
}

describe("GET /api/openapi.json", () => {
  it("is OpenAPI 3.1, and no envelope", () => {
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it("passes Redocly's recommended rules without an error or a warning", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: text, absoluteRef: "/openapi.json", config });
    expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))).toEqual(
      [],
    );
  });

  it("has exactly the routes that are served", () => {
    const served = routeTable.operations.map(({ id, rest }) => `${rest.method} /api${rest.path} ${id}`);
    expect(operations.map(({ method, path, name }) => `${method.toUpperCase()} ${path} ${name}`).sort()).toEqual(
      served.sort(),
    );
  });

  it("answers HEAD like GET, without the body", async () => {
    const head = await fetchDocument("HEAD", "/api/openapi.json");
    expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: "" });
    // Next sends everything in chunks, and tells no length.
    const length = isFrontMissing ? null : String(Buffer.byteLength(text));
    expect(head.headers.get("content-length")).toBe(length);
  });
});

describe("the OpenAPI examples", () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addFormat("password", true);
  ajv.addSchema(document, "document");

  function problems(schema: unknown, value: unknown) {
    const inDocument: unknown = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(inDocument));
    return validate(value) ? [] : validate.errors;
  }

  it.each(operations)("of $name are accepted by their own schemas", ({ operation }) => {
    const answers = Object.values(operation.responses).flatMap((response) =>
      Object.values(responseOf(response).content),
    );
    for (const { schema, example, examples } of [...answers, ...Object.values(operation.requestBody?.content ?? {})]) {
      const values = examples ? Object.values(examples).map(({ value }) => value) : [example];
      expect(values.flatMap((value) => problems(schema, value))).toEqual([]);
    }
    for (const { schema, example } of operation.parameters) expect(problems(schema, example)).toEqual([]);
  });

  it("would notice a wrong one", () => {
    const { schema } = responseOf(operationOf("user.byId").responses["200"] ?? {}).content["application/json"] ?? {};
    expect(problems(schema, { success: true, data: {}, meta: {} })).not.toEqual([]);
  });
});

describe("the OpenAPI operations", () => {
  const statuses = (id: string) => Object.keys(operationOf(id).responses).join(" ");

  it("list every failure that they can end with", () => {
    expect(statuses("user.byId")).toBe("200 304 400 401 403 404 405 414 429 500 503 504");
    expect(statuses("user.list")).toBe("200 400 401 403 405 414 429 500 503 504");
    expect(statuses("user.create")).toBe("201 400 401 403 405 409 413 414 415 422 429 500 503 504");
    expect(statuses("user.update")).toBe("200 400 401 403 404 405 409 412 413 414 415 422 429 500 503 504");
    expect(statuses("user.remove")).toBe("200 400 401 403 404 405 409 412 414 422 429 500 503 504");
    expect(statuses("auth.signIn")).toBe("200 400 401 403 405 409 413 414 415 422 429 500 503 504");
    expect(statuses("health.live")).toBe("200 400 405 414 500 503 504");
  });

  it("tell the fields of their answers", () => {
    const fields = (id: string, code: string) => Object.keys(responseOf(operationOf(id).responses[code] ?? {}).headers);
    const limited = ["RateLimit-Policy", "RateLimit"];
    const replayed = ["Idempotency-Replayed"];
    expect(fields("user.create", "201")).toEqual(["X-Request-Id", "ETag", "Location", ...replayed, ...limited]);
    expect(fields("user.byId", "200")).toEqual(["X-Request-Id", "ETag", ...limited]);
    expect(fields("user.list", "200")).toEqual(["X-Request-Id", ...limited]);
    expect(fields("user.byId", "304")).toEqual(["X-Request-Id", "ETag", ...limited]);
    expect(fields("auth.signIn", "200")).toEqual(["X-Request-Id", "ETag", ...replayed, ...limited]);
    expect(fields("factor.list", "200")).toEqual(["X-Request-Id", ...limited]);
    expect(fields("passkey.create", "201")).toEqual(["X-Request-Id", "Location", ...replayed, ...limited]);
    expect(fields("user.byId", "401")).toEqual(["X-Request-Id", "WWW-Authenticate", ...limited]);
    expect(fields("user.byId", "405")).toEqual(["X-Request-Id", "Allow"]);
    expect(fields("user.byId", "503")).toEqual(["X-Request-Id", "Retry-After", ...limited]);
  });

  it("R3: tell of the limits, and of 429, wherever there are any", () => {
    for (const { operation } of operations) {
      const answer = operation.responses["429"];
      const isLimited = operation.operationId !== "health.live";
      expect(answer !== undefined, operation.operationId).toBe(isLimited);
      if (!answer) continue;
      const fields = Object.keys(responseOf(answer).headers);
      expect(fields).toEqual(["X-Request-Id", "Retry-After", "RateLimit-Policy", "RateLimit"]);
    }
    const live = operationOf("health.live").responses;
    expect(Object.keys(responseOf(live["503"] ?? {}).headers)).toEqual(["X-Request-Id", "Retry-After"]);
  });

  it("say who may call", () => {
    expect(operationOf("user.list").security).toEqual([{ session: [] }, { apiKey: ["users:read"] }]);
    expect(operationOf("auth.signIn").security).toEqual([]);
  });

  it("A24: name the scopes that open them to a key, and say where none does", () => {
    expect(operationOf("user.update").security).toEqual([
      { session: [] },
      { apiKey: ["account:write"] },
      { apiKey: ["users:write"] },
    ]);
    expect(operationOf("auditEvent.list").security).toEqual([{ session: [] }, { apiKey: ["audit:read"] }]);
    expect(operationOf("apiKey.create").security).toEqual([{ session: [] }]);
    expect(operationOf("apiKey.create").description).toContain("Not for API keys.");
    expect(text).toContain("Authorization: Bearer gk_");
  });

  it("tell what comes in the path, in the query and in the header", () => {
    const places = (id: string) => operationOf(id).parameters.map(({ name, in: place }) => `${place} ${name}`);
    expect(places("user.list")).toEqual(
      ["limit", "cursor", "withTotal", "q", "role", "status", "sort", "withLastSignIn"].map((name) => `query ${name}`),
    );
    expect(places("user.update")).toEqual(["path id", "header If-Match", "header Idempotency-Key"]);
    expect(places("user.byId")).toEqual(["path id", "header If-None-Match"]);
    expect(places("apiKey.remove")).toEqual(["path id", "header Idempotency-Key"]);
    expect(operationOf("user.update").requestBody).toBeDefined();
    expect(operationOf("user.remove").requestBody).toBeUndefined();
  });
});
