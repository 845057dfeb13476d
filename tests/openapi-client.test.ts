import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { handleApiRequest } from "@/server/api";
import { fetchDocument } from "./helpers/request";
import { makeUser, signedIn } from "./helpers/world";

const FOLDER = resolve("reports/openapi-client", process.env.VITEST_POOL_ID ?? "0");

/** What a stranger would write against the generated types. */
const CLIENT = `
import createClient from "openapi-fetch";
import type { paths } from "./schema";

export async function firstNames(baseUrl: string, cookie: string, fetch: (request: Request) => Promise<Response>) {
  const client = createClient<paths>({ baseUrl, fetch, headers: { cookie, "sec-fetch-site": "same-origin" } });
  const list = await client.GET("/api/users", { params: { query: { limit: 2, sort: "name" } } });
  const names: string[] = list.data?.data.map((user) => user.name) ?? [];
  const next: string | null | undefined = list.data?.meta.pagination.nextCursor;
  const made = await client.POST("/api/users", { body: { email: "new@example.org", name: "New" } });
  const id: string = made.data?.data.id ?? "";
  const gone = await client.GET("/api/users/{id}", { params: { path: { id: "0198c0de-7a1b-7000-8000-00000000dead" } } });
  return { names, next, id, code: gone.error?.error.code };
}
`;
const WRONG = `
import type { paths } from "./schema";
type Query = NonNullable<paths["/api/users"]["get"]["parameters"]["query"]>;
export const query: Query = { sort: "height" };
`;

function diagnostics(file: string): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const program = ts.createProgram([join(FOLDER, file)], options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

type Client = {
  firstNames: (
    baseUrl: string,
    cookie: string,
    fetch: (request: Request) => Promise<Response>,
  ) => Promise<{ names: string[]; next: string | null | undefined; id: string; code: string | undefined }>;
};

describe("a client generated from openapi.json", () => {
  beforeAll(async () => {
    const { text } = await fetchDocument("GET", "/api/openapi.json");
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "schema.ts"), astToString(await openapiTS(text)));
    writeFileSync(join(FOLDER, "client.ts"), CLIENT);
    writeFileSync(join(FOLDER, "wrong.ts"), WRONG);
    const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
    writeFileSync(join(FOLDER, "client.mjs"), ts.transpileModule(CLIENT, { compilerOptions }).outputText);
  });

  it("compiles, and wrong use of it does not", { timeout: 60_000 }, () => {
    expect(diagnostics("client.ts")).toEqual([]);
    expect(diagnostics("wrong.ts")).toEqual([expect.stringContaining("Type '\"height\"' is not assignable")]);
  });

  it("calls the API that it was generated from, with success and failure", async () => {
    const admin = await makeUser({ role: "ADMIN", name: "Ada" });
    await makeUser({ name: "Bob" });
    await makeUser({ name: "Cem" });
    // The module was written just now, so the compiler cannot know it; its source above says what it exports.
    const { firstNames }: Client = await import(pathToFileURL(join(FOLDER, "client.mjs")).href);
    const answer = await firstNames(env.APP_URL, (await signedIn(admin)).cookie, handleApiRequest);
    expect(answer).toMatchObject({ names: ["Ada", "Bob"], next: expect.any(String), code: "NOT_FOUND" });
    expect(answer.id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
