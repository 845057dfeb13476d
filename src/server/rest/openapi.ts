import { z } from "zod";
import { env } from "@/lib/env";
import { PRODUCT_NAME } from "@/lib/product";
import { SCOPES, type Scope } from "@/schemas/permission.schema";
import { sessionCookieName } from "../session-cookie";
import type { Meta } from "../trpc";
import { HEADERS, headerParameters } from "./openapi-headers";
import { hasVersion, ResponseBook } from "./openapi-responses";
import { type Json, SchemaBook } from "./openapi-schemas";
import { type Operation, type RouteTable, routeTable } from "./route-table";

const DESCRIPTION = `Every answer is one of two envelopes: \`{ success: true, data, meta }\` or \`{ success: false, error, meta }\`.

Send \`X-Request-Id\` (8 to 128 letters, digits, \`_\` or \`-\`) to find your request in the logs; without it you get one.
Bodies are JSON in UTF-8, at most 64 KiB. Unknown fields and parameters are refused by name. Times are in UTC.
A change that may have to be sent again takes an \`Idempotency-Key\`: it is carried out once, however often it comes.
Lists are read page by page: give \`meta.pagination.nextCursor\` as \`cursor\`.`;

const TAGS: Record<string, string> = {
  apiKey: "Keys with which programs act for you.",
  auditEvent: "What was changed about accounts, by whom. Only ever added to.",
  auth: "Opening an account, signing in and out.",
  health: "For load balancers and monitors.",
  system: "What runs, and how it is.",
  user: "The accounts.",
};

const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: sessionCookieName(),
    description: "Set by `auth.signIn`, for browsers.",
  },
  apiKey: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key of `apiKey.create`, for programs: `Authorization: Bearer gk_…`. Each operation names the scopes of which the key needs one. Never in a URL.",
  },
};

function tagOf(id: string): string {
  return id.split(".", 1)[0] ?? id;
}

function parameters(operation: Operation, book: SchemaBook): Json[] {
  const { plan, params } = operation;
  const described = [...plan.coercions.keys()].map((name) => {
    const schema = plan.fields.get(name) ?? z.string();
    const inPath = params.includes(name);
    const { description, ...rest } = book.describe(schema, "input");
    return {
      name,
      in: inPath ? "path" : "query",
      required: inPath || !schema.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: rest,
      example: book.sample(rest),
      // A list is one parameter with commas in it, as a parameter that comes twice is refused.
      ...(!inPath && { explode: false }),
    };
  });
  return [...described, ...headerParameters(operation, hasVersion(operation))];
}

function requestBody({ plan }: Operation, book: SchemaBook): Json | undefined {
  if (!plan.hasBody) return undefined;
  const fields = [...plan.fields].filter(([name]) => plan.free.has(name));
  const schema = book.describe(z.strictObject(Object.fromEntries(fields)), "input");
  return { required: fields.length > 0, content: { "application/json": { schema, example: book.sample(schema) } } };
}

function scopesOf({ meta }: Operation): Scope[] {
  return SCOPES.filter((scope) => meta.permissions?.includes(scope));
}

/** A session, or a key with one of the scopes; what is no scope is for a person at a browser. */
function securityOf(operation: Operation): Json[] {
  if (operation.meta.access === "public") return [];
  return [{ session: [] }, ...scopesOf(operation).map((scope) => ({ apiKey: [scope] }))];
}

function endingOf({ since, sunset, instead }: NonNullable<Meta["deprecated"]>): string {
  const end = sunset === undefined ? "" : `, and ends on ${sunset}`;
  return `Deprecated since ${since}${end}.${instead === undefined ? "" : ` Use ${instead} instead.`}`;
}

function descriptionOf(operation: Operation): string | undefined {
  const { access, permissions = [], description, deprecated } = operation.meta;
  const ending = deprecated && endingOf(deprecated);
  if (access === "public") return [description, ending].filter(Boolean).join("\n\n") || undefined;
  const needs = `Needs the permission ${permissions.map((permission) => `\`${permission}\``).join(" or ")}.`;
  const who = scopesOf(operation).length > 0 ? needs : `${needs} Not for API keys.`;
  return [description, who, ending].filter(Boolean).join("\n\n");
}

function describe(operation: Operation, schemas: SchemaBook, responses: ResponseBook): Json {
  const { id, meta } = operation;
  const body = requestBody(operation, schemas);
  const description = descriptionOf(operation);
  return {
    operationId: id,
    tags: [tagOf(id)],
    summary: meta.summary ?? id,
    ...(description !== undefined && { description }),
    ...(meta.deprecated && { deprecated: true }),
    security: securityOf(operation),
    parameters: parameters(operation, schemas),
    ...(body && { requestBody: body }),
    responses: responses.describe(operation),
  };
}

function usedHeaders(paths: unknown): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(HEADERS).filter(([name]) => text.includes(`#/components/headers/${name}"`)));
}

/** Describes the routes of a table as OpenAPI 3.1. */
export function buildOpenApi({ operations }: RouteTable): Json {
  const schemas = new SchemaBook();
  const responses = new ResponseBook(schemas);
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = `/api${operation.rest.path}`;
    paths[path] = { ...paths[path], [operation.rest.method.toLowerCase()]: describe(operation, schemas, responses) };
  }
  const tags = [...new Set(operations.map(({ id }) => tagOf(id)))];
  return {
    openapi: "3.1.1",
    info: {
      title: `${PRODUCT_NAME} API`,
      version: env.REVISION,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    // Of a machine that only its owner reaches, the address says nothing.
    servers: [{ url: new URL(env.APP_URL).hostname === "localhost" ? "/" : env.APP_URL }],
    tags: tags.map((name) => ({ name, description: TAGS[name] ?? `What \`${name}\` offers.` })),
    paths,
    components: {
      schemas: schemas.components,
      responses: responses.components,
      headers: usedHeaders({ paths, responses: responses.components }),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

let json: string | undefined;

/** The description of this server, made once. */
export function openApiJson(): string {
  json ??= JSON.stringify(buildOpenApi(routeTable));
  return json;
}
