import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { PRODUCT_NAME } from "@/lib/product";
import { openApiJson } from "@/server/rest/openapi";
import { requestCollection } from "./request-collection";

const TEMPLATE = new URL("./template/", import.meta.url);

function template(name: string): string {
  return readFileSync(new URL(name, TEMPLATE), "utf8");
}

function manifest(openapiFetch: string): unknown {
  return {
    name: `${PRODUCT_NAME.toLowerCase()}-client`,
    version: "0.1.0",
    description: `The typed client of the ${PRODUCT_NAME} API.`,
    license: "MIT",
    type: "module",
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
    engines: { node: ">=20" },
    dependencies: { "openapi-fetch": openapiFetch },
  };
}

const README = `# The ${PRODUCT_NAME} client

Types and a small client for the REST API, made from its OpenAPI document.

\`\`\`ts
import { ApiError, createClient, each, unwrap } from "${PRODUCT_NAME.toLowerCase()}-client";

const client = createClient({ baseUrl: "https://accounts.example.org", apiKey: process.env.API_KEY });

const user = await unwrap(client.POST("/api/users", { body: { email: "ada@example.org", name: "Ada" } }));

for await (const { email } of each((cursor) => client.GET("/api/users", { params: { query: { cursor } } }))) {
  console.log(email);
}

try {
  await unwrap(client.GET("/api/users/{id}", { params: { path: { id: user.id } } }));
} catch (error) {
  if (error instanceof ApiError) console.log(error.code, error.requestId, error.details);
}
\`\`\`

\`requests.http\` has every operation as a request, for the HTTP clients of editors (VS Code's REST Client, JetBrains).
`;

/**
 * The files of the package, by name.
 * @param openapiFetch the version of `openapi-fetch` that the package is to depend on
 */
export async function packageFiles(openapiFetch: string): Promise<ReadonlyMap<string, string>> {
  const schema = astToString(await openapiTS(openApiJson()));
  return new Map([
    ["package.json", `${JSON.stringify(manifest(openapiFetch), null, 2)}\n`],
    ["README.md", README],
    ["schema.d.ts", schema],
    ["index.d.ts", template("client.d.ts")],
    ["index.js", template("client.js")],
    ["requests.http", requestCollection()],
  ]);
}
