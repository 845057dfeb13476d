import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { compareContracts } from "@/cli/contract/compare";
import { type Contract, currentContract, serialise } from "@/cli/contract/snapshot";
import { runContract } from "@/cli/run-contract";

type Node = Record<string, unknown>;

const now = currentContract();
const nodeSchema = z.record(z.string(), z.unknown());

/** The contract with one thing in it changed: `at` leads to an object, which `edit` changes in place. */
function changed(at: string[], edit: (node: Node) => void): Contract {
  const copy = structuredClone(now);
  edit(at.reduce<Node>((node, key) => descend(node, key), copy));
  return copy;
}

function descend(node: Node, key: string): Node {
  const child = node[key];
  expect(typeof child, key).toBe("object");
  return child as Node; // Has just been seen to be one; a parsed copy could not be edited in place.
}

const told = (after: Contract) =>
  compareContracts(now, after).map(
    ({ where, what, isBreaking }) => `${isBreaking ? "breaks" : "adds"} ${where}: ${what}`,
  );

const users = ["openapi", "paths", "/api/users"];
const createInput = ["trpc", "procedures", "user.create", "input", "allOf", "0"];

describe("compareContracts", () => {
  it("finds nothing where nothing changed", () => {
    expect(told(structuredClone(now))).toEqual([]);
  });

  it.each([
    { at: users, edit: (node: Node) => void delete node.post, says: "breaks POST /api/users: was removed" },
    {
      at: ["trpc", "procedures"],
      edit: (node: Node) => void delete node["user.list"],
      says: "breaks user.list: was removed",
    },
    {
      at: ["trpc", "procedures"],
      edit: (node: Node) => void Object.assign(node, { "user.merge": node["user.create"] }),
      says: "adds user.merge: is new",
    },
    {
      at: ["trpc", "procedures", "user.list"],
      edit: (node: Node) => void Object.assign(node, { type: "mutation" }),
      says: "breaks user.list: is a mutation instead of a query",
    },
    {
      at: [...users, "get"],
      edit: (node: Node) => void Object.assign(node, { operationId: "user.all" }),
      says: "breaks GET /api/users: is called user.all instead of user.list",
    },
    {
      at: [...users, "get"],
      edit: (node: Node) => void Object.assign(node, { deprecated: true }),
      says: "adds GET /api/users: is deprecated",
    },
    {
      at: [...users, "get"],
      edit: (node: Node) => void Object.assign(node, { security: [{ session: [] }] }),
      says: "breaks GET /api/users: cannot be called by apiKey with users:read any more",
    },
    {
      at: ["openapi", "paths", "/api/health", "get"],
      edit: (node: Node) => void Object.assign(node, { security: [{ session: [] }] }),
      says: "breaks GET /api/health: cannot be called by nobody in particular any more",
    },
    {
      at: [...users, "post", "responses"],
      edit: (node: Node) => {
        node["200"] = node["201"];
        delete node["201"];
      },
      says: "breaks POST /api/users: succeeds with 200 instead of 201",
    },
    {
      at: [...users, "post", "responses", "201", "headers"],
      edit: (node: Node) => void delete node.Location,
      says: "breaks POST /api/users: its answer has no Location any more",
    },
    {
      at: [...users, "post", "responses"],
      edit: (node: Node) => void Object.assign(node, { "418": {} }),
      says: "adds POST /api/users: may answer 418",
    },
    {
      at: ["openapi", "components", "schemas", "Meta", "properties"],
      edit: (node: Node) => void delete node.timestamp,
      says: "breaks every failure: answer.meta.timestamp was removed",
    },
    {
      at: ["openapi", "components", "schemas", "User", "properties"],
      edit: (node: Node) => void Object.assign(node, { nickname: { type: "string" } }),
      says: "adds GET /api/users/{id}: answer.data.nickname is new",
    },
    {
      at: ["trpc", "schemas", "User", "properties"],
      edit: (node: Node) => void Object.assign(node, { name: { type: ["string", "null"] } }),
      says: "breaks user.byId: answer.name may now be null",
    },
    {
      at: ["trpc", "schemas", "Role"],
      edit: (node: Node) => void Object.assign(node, { enum: ["USER", "ADMIN", "OWNER"] }),
      says: 'adds user.byId: answer.role may now have the value "OWNER"',
    },
    {
      at: createInput,
      edit: (node: Node) => void Object.assign(node, { required: ["email", "name", "role"] }),
      says: "breaks user.create: request.role is newly required",
    },
    {
      at: [...createInput, "properties"],
      edit: (node: Node) => void delete node.role,
      says: "breaks user.create: request.role is not taken any more",
    },
    {
      at: [...createInput, "properties"],
      edit: (node: Node) => void Object.assign(node, { team: { type: "string" } }),
      says: "adds user.create: request.team is new",
    },
  ])("says: $says", ({ at, edit, says }) => {
    expect(told(changed(at, edit))).toContain(says);
  });

  it("names every parameter by its place, with the breaking changes first", () => {
    const after = changed([...users, "get"], (node) => {
      const parameters = z.array(nodeSchema).parse(node.parameters);
      node.parameters = parameters
        .filter(({ name }) => name !== "q")
        .concat({ name: "team", in: "query", required: false, schema: { type: "string" } });
    });
    expect(told(after)).toEqual([
      "breaks GET /api/users: request.query.q is not taken any more",
      "adds GET /api/users: request.query.team is new",
    ]);
  });
});

describe("npm run contract", () => {
  let folder: string;
  let printed: string;
  const stream = { write: (text: string) => (printed += text) };
  const run = (args: string[], contract = now) => runContract(args, { out: stream, err: stream }, folder, contract);
  const log = (): unknown => JSON.parse(readFileSync(join(folder, "changes.json"), "utf8"));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gatehouse-contract-"));
    writeFileSync(join(folder, "contract.json"), serialise(now));
    writeFileSync(join(folder, "changes.json"), "[]");
    printed = "";
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const additive = changed(users, (node) => void Object.assign(node, { patch: node.post }));
  const breaking = changed(users, (node) => void delete node.post);

  it("passes what was accepted, which is what is committed", () => {
    expect(runContract(["check"], { out: stream, err: stream })).toBe(0);
    expect(run(["check"])).toBe(0);
    expect(printed).toBe("");
  });

  it("fails on an additive change until it is accepted, and logs it", () => {
    expect(run(["check"], additive)).toBe(1);
    expect(printed).toContain(
      "adds   PATCH /api/users: is new\nNobody breaks. Accept it with: npm run contract:accept",
    );
    expect(run(["accept"], additive)).toBe(0);
    expect(run(["check"], additive)).toBe(0);
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    expect(log()).toEqual([{ date, changes: [{ where: "PATCH /api/users", what: "is new", isBreaking: false }] }]);
  });

  it("accepts a breaking change only with the reason, which it logs", () => {
    expect(run(["check"], breaking)).toBe(1);
    expect(printed).toContain("BREAKS POST /api/users: was removed\nClients would break.");
    expect(run(["accept"], breaking)).toBe(1);
    expect(log()).toEqual([]);
    expect(run(["check"])).toBe(0);
    expect(run(["accept", "--breaking", "Nobody may."], breaking)).toBe(0);
    expect(run(["check"], breaking)).toBe(0);
    expect(log()).toMatchObject([{ reason: "Nobody may.", changes: [{ isBreaking: true }] }]);
  });

  it("logs nothing where clients notice nothing", () => {
    writeFileSync(join(folder, "contract.json"), JSON.stringify(now));
    expect(run(["check"])).toBe(1);
    expect(run(["accept"])).toBe(0);
    expect(printed).toContain("Nothing changed for clients.");
    expect(log()).toEqual([]);
    expect(run(["check"])).toBe(0);
  });

  it.each([[[]], [["agree"]], [["check", "twice"]], [["accept", "--braking"]]])(
    "says how it is used, for %j",
    (args) => {
      expect(run(args)).toBe(1);
      expect(printed).toContain("Usage: npm run contract");
    },
  );
});
