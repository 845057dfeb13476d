import { beforeAll, describe, expect, it } from "vitest";
import { cpuMsOf } from "./helpers/cpu";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn } from "./helpers/world";

let admin: SignedIn;

beforeAll(async () => {
  admin = await signedIn(await makeUser({ role: "ADMIN" }));
});

const send = (input: unknown) => api("POST", "/api/trpc/user.create", { body: input, cookie: admin.cookie });
const person = { email: "new@example.org", name: "New" };

describe("superjson's meta (I7, I8)", () => {
  it.each<[string, unknown]>([
    ["__proto__.x", { values: { "__proto__.x": ["Date"] } }],
    ["a.__proto__", { values: { "name.__proto__": ["undefined"] } }],
    ["constructor.prototype", { values: { "constructor.prototype.x": ["undefined"] } }],
    ["prototype", { values: { prototype: ["undefined"] } }],
    ["an escaped one", { values: { "a\\.__proto__": ["Date"] } }],
    ["a nested one", { values: { name: { constructor: ["Date"] } } }],
    ["a set", { values: { name: ["set"] } }],
    ["a map", { values: { name: ["map"] } }],
    ["a set with children", { values: { name: ["set", { 0: ["Date"] }] } }],
    ["a regular expression", { values: { name: ["regexp"] } }],
    ["an error", { values: { name: ["Error"] } }],
    ["a URL", { values: { name: ["URL"] } }],
    ["a class", { values: { name: [["class", "User"]] } }],
    ["a symbol", { values: { name: [["symbol", "x"]] } }],
    ["something of its own", { values: { name: [["custom", "x"]] } }],
    ["a typed array", { values: { name: [["typed-array", "Uint8Array"]] } }],
    ["an empty annotation", { values: { name: [] } }],
    ["no annotation", { values: { name: "Date" } }],
    ["no tree", { values: null }],
    ["another version", { v: 0 }],
    ["an unknown key", { values: {}, x: 1 }],
    ["a list", []],
    ["null", null],
  ])("with %s is refused", async (_name, meta) => {
    const { status, error } = await send({ json: person, meta });
    expect({ status, code: error?.code }).toEqual({ status: 400, code: "MALFORMED_REQUEST" });
    expect(Object.prototype).not.toHaveProperty("x");
  });

  it.each<[string, unknown]>([
    ["a date", { values: { name: ["Date"] } }],
    ["undefined", { values: { name: ["undefined"] } }],
    ["a bigint", { values: { name: ["bigint"] } }],
    ["not a number", { values: { name: ["number"] } }],
    ["undefined for everything", { values: ["undefined"] }],
    ["a date in a place of its own", { values: { x: ["Date"] } }],
  ])("with %s in place of a text is 400", async (_name, meta) => {
    const { status } = await send({ json: person, meta });
    expect(status).toBe(400);
  });

  it("needs not linger over very many annotations (I17)", async () => {
    const values = Object.fromEntries(Array.from({ length: 2800 }, (_, index) => [`names.${index}`, ["Date"]]));
    const ms = await cpuMsOf(async () => {
      expect((await send({ json: { ...person, names: [] }, meta: { values } })).error?.code).toBe("MALFORMED_REQUEST");
    });
    // The test's own part is in it: making the request and reading the answer.
    expect(ms).toBeLessThan(100);
  });

  it("does not make one object of two places", async () => {
    const meta = { referentialEqualities: { name: ["email", "__proto__.x"], "": ["a"] }, v: 1 };
    const { data } = await send({ json: person, meta });
    expect(data).toMatchObject(person);
  });
});

describe("a wire input", () => {
  it.each([{ json: person, x: 1 }, { x: 1 }, person])("%j is refused", async (input) => {
    expect((await send(input)).error?.code).toBe("MALFORMED_REQUEST");
  });

  it("without a value is what the schema says about it", async () => {
    expect((await send({})).error).toMatchObject({ code: "VALIDATION_ERROR" });
  });

  it("in a URL is held to the same", async () => {
    for (const input of ["{", "null", '{"json":{},"json":{}}', '{"json":{"limit":9007199254740993}}', "[".repeat(99)]) {
      const { error } = await api("GET", `/api/trpc/user.list?input=${encodeURIComponent(input)}`, admin);
      expect(error?.code).toBe("MALFORMED_REQUEST");
    }
  });
});
