import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSdk } from "@/cli/run-sdk";
import { routeTable } from "@/server/rest/route-table";
import { listenFront } from "./helpers/front";
import { makeApiKey } from "./helpers/keys";
import { makeUser } from "./helpers/world";

/** What a stranger would write with the package. */
const STRANGER = `
import { ApiError, createClient, each, unwrap, type components } from "./index.js";

export async function visit(baseUrl: string, apiKey: string, missing: string) {
  const client = createClient({ baseUrl, apiKey });
  const names: string[] = [];
  for await (const { name } of each((cursor) => client.GET("/api/users", { params: { query: { cursor, limit: 2, sort: "name" } } }))) {
    names.push(name);
  }
  const headers = { "Idempotency-Key": "of-the-strangers-own" };
  const made: components["schemas"]["User"] = await unwrap(client.POST("/api/users", { body: { email: "new@example.org", name: "New" }, headers }));
  const again = await unwrap(client.POST("/api/users", { body: { email: "new@example.org", name: "New" }, headers }));
  try {
    await unwrap(client.GET("/api/users/{id}", { params: { path: { id: missing } } }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, status, requestId, details } = error;
    return { names, made: made.id, again: again.id, code, status, requestId, details };
  }
  return null;
}
`;
const WRONG = `
import { createClient } from "./index.js";
void createClient({ baseUrl: "" }).GET("/api/users", { params: { query: { sort: "height" } } });
`;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  strict: true,
  noEmit: true,
  // Not skipLibCheck: the package's own declarations are to be looked at as well.
  skipDefaultLibCheck: true,
  types: [],
};

type Stranger = { visit: (baseUrl: string, apiKey: string, missing: string) => Promise<unknown> };

mkdirSync("reports", { recursive: true });
// Below the project, where its modules are found.
const folder = mkdtempSync(resolve("reports/sdk-"));
const printed: string[] = [];
const stream = { write: (text: string) => printed.push(text) };
const streams = { out: stream, err: stream };

/** What the compiler says of the file that is wrong, and of everything else. */
function complaints(): { ofWrong: string[]; ofRest: string[] } {
  const program = ts.createProgram([join(folder, "stranger.ts"), join(folder, "wrong.ts")], OPTIONS);
  const all = ts.getPreEmitDiagnostics(program);
  const told = (isWrong: boolean) =>
    all
      .filter(({ file }) => (file?.fileName.endsWith("/wrong.ts") ?? false) === isWrong)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  return { ofWrong: told(true), ofRest: told(false) };
}

describe("npm run sdk", () => {
  let server: Server;
  let baseUrl: string;

  beforeAll(async () => {
    expect(await runSdk(["--out", folder], streams)).toBe(0);
    writeFileSync(join(folder, "stranger.ts"), STRANGER);
    writeFileSync(join(folder, "wrong.ts"), WRONG);
    writeFileSync(join(folder, "stranger.mjs"), ts.transpileModule(STRANGER, { compilerOptions: OPTIONS }).outputText);
    const front = await listenFront();
    server = front.server;
    baseUrl = `http://127.0.0.1:${front.port}`;
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it("writes a package, and says where", () => {
    expect(printed.join("")).toContain(`index.js, requests.http are in ${folder}.`);
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "gatehouse-client", dependencies: { "openapi-fetch": expect.any(String) } });
  });

  it("compiles in a stranger's program, and wrong use of it does not", { timeout: 120_000 }, () => {
    const { ofWrong, ofRest } = complaints();
    expect(ofRest).toEqual([]);
    expect(ofWrong).toEqual([expect.stringContaining("Type '\"height\"' is not assignable")]);
  });

  it("calls the running server, with success, repetition and failure", async () => {
    const admin = await makeUser({ role: "ADMIN", name: "Ada" });
    for (const name of ["Bob", "Cem", "Dan", "Eve"]) await makeUser({ name });
    const { key } = await makeApiKey(admin, { scopes: ["users:read", "users:write"] });
    // The module was written just now, so the compiler cannot know it; its source above says what it exports.
    const { visit }: Stranger = await import(pathToFileURL(join(folder, "stranger.mjs")).href);
    const missing = "0198c0de-7a1b-7000-8000-00000000dead";
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const found = await visit(baseUrl, key, missing);
    expect(found).toMatchObject({
      names: ["Ada", "Bob", "Cem", "Dan", "Eve"],
      made: id,
      code: "NOT_FOUND",
      status: 404,
    });
    expect(found).toMatchObject({ requestId: expect.stringMatching(/^req_/), details: [] });
    expect(found).toHaveProperty("again", Object(found).made);
    await expect(visit(baseUrl, "gk_wrong", missing)).rejects.toMatchObject({
      name: "ApiError",
      code: "UNAUTHENTICATED",
    });
  });

  it("says so when what answers is not the API", async () => {
    await expect(
      import(pathToFileURL(join(folder, "index.js")).href).then(({ createClient, unwrap }) =>
        unwrap(createClient({ baseUrl, fetch: async () => new Response("<p>", { status: 502 }) }).GET("/api/users")),
      ),
    ).rejects.toThrow("answered 502, and with no envelope");
  });

  it("has every operation in the collection of requests", () => {
    const collection = readFileSync(join(folder, "requests.http"), "utf8");
    for (const { id, rest } of routeTable.operations) {
      const path = rest.path.replace(/\{(\w+)\}/g, "{{$1}}");
      expect(collection, id).toContain(`# @name ${id.replace(".", "_")}\n${rest.method} {{baseUrl}}/api${path}\n`);
    }
  });

  it("refuses what it does not know", async () => {
    expect(await runSdk(["--into", "x"], streams)).toBe(1);
    expect(printed.at(-1)).toContain("Usage: npm run sdk");
  });
});
