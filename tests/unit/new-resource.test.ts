import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { newestEntry, withoutEntry } from "@/cli/new/changelog";
import { parseField } from "@/cli/new/kinds";
import { namesOf, pluralOf, snake } from "@/cli/new/names";
import { backField, modelText } from "@/cli/new/prisma-model";
import { assertScopesFit } from "@/cli/new/refusals";
import { parseResource } from "@/cli/new/resource";
import { addBackField, appendBlocks, dropBackField, dropBlock } from "@/cli/new/schema-file";
import { addEntry, dropEntry, entriesOf } from "@/cli/new/shared-lists";
import { tidy } from "@/cli/new/tools";
import { runNew } from "@/cli/run-new";
import { readDatamodel } from "../../prisma/migrate/dmmf";

const SCHEMA = readFileSync("prisma/schema.prisma", "utf8");
const PARENTS = new Map([
  ["customerId", { onDelete: "Cascade" as const, knownBy: "name" }],
  ["payerId", { onDelete: "SetNull" as const, knownBy: "name" }],
]);
const invoice = () =>
  parseResource("invoice", ["number:string:unique", "status:enum(draft,sent)", "customer:User", "payer:User:optional"]);

describe("names", () => {
  it.each([
    ["lineItem", "LineItem", "line-item", "Line item"],
    ["line-item", "LineItem", "line-item", "Line item"],
    ["Invoice", "Invoice", "invoice", "Invoice"],
  ])("%s is %s, %s and %s", (name, pascal, kebab, title) => {
    expect(namesOf(name)).toMatchObject({ pascal, kebab, title });
  });

  it("have regular plurals and columns", () => {
    expect(["invoice", "category", "day", "box", "branch"].map(pluralOf)).toEqual([
      "invoices",
      "categories",
      "days",
      "boxes",
      "branches",
    ]);
    expect(snake("issuedAt")).toBe("issued_at");
  });
});

describe("a field", () => {
  it("is read with its kind and what is behind it", () => {
    expect(parseField("number:string:unique")).toMatchObject({ name: "number", kind: "string", isUnique: true });
    expect(parseField("due:date:optional")).toMatchObject({ kind: "date", isOptional: true });
    expect(parseField("status:enum=a,b")).toMatchObject({ kind: "enum", values: ["a", "b"] });
    expect(parseField("customer:User")).toMatchObject({
      name: "customerId",
      relation: { name: "customer", model: "User" },
    });
  });

  it.each([
    ["total:money", "money is no kind of field"],
    ["total", "it has no kind"],
    ["Total:int", "camelCase"],
    ["x y:int", "camelCase"],
    ["s:enum(a)", "two words"],
    ["s:enum(a,a)", "twice"],
    ["s:enum(a,1)", "two words"],
    ["total:int:big", "neither optional nor unique"],
    ["meta:json:unique", "no json can be unique"],
    ["owner:User:unique", "no belongs-to can be unique"],
  ])("%s is refused, with the list of kinds", (source, why) => {
    expect(() => parseField(source)).toThrow(why);
    expect(() => parseField(source)).toThrow("Field kinds:");
  });

  it.each([
    ["id:int", "reserved"],
    ["apiToken:string", "reserved"],
    ["sort:int", "reserved"],
    ["name:int name:string", "two fields called name"],
    ["name:string nameKey:string", "two fields called nameKey"],
    ["", "at least one field"],
  ])("%j makes no resource", (sources, why) => {
    expect(() => parseResource("thing", sources.split(" ").filter(Boolean))).toThrow(why);
  });
});

describe("schema.prisma", () => {
  it("takes a model that Prisma reads, and gives it back byte for byte", () => {
    const resource = invoice();
    const relations = resource.fields.filter(({ relation }) => relation !== null);
    const fields = relations.map((field) => backField(resource, field));
    expect(fields.map(({ name }) => name)).toEqual(["invoicesAsCustomer", "invoicesAsPayer"]);
    const added = fields.reduce(
      (text, { line }) => addBackField(text, "User", line),
      appendBlocks(SCHEMA, modelText(resource, PARENTS)),
    );
    const model = readDatamodel(added).models.find(({ name }) => name === "Invoice");
    expect(model?.fields.map(({ name }) => name)).toContain("numberKey");
    const bare = fields.reduce((text, { name }) => dropBackField(text, "User", name), added);
    expect(dropBlock(dropBlock(bare, "model", "Invoice"), "enum", "InvoiceStatus")).toBe(SCHEMA);
  });

  it("keeps what stands round a model that goes, comments and all", () => {
    const schema =
      "model A {\n  id Int @id\n}\n\n/// About B: {\nmodel B {\n  id Int @id\n}\n\nmodel C {\n  id Int @id\n}\n";
    expect(dropBlock(schema, "model", "B")).toBe("model A {\n  id Int @id\n}\n\nmodel C {\n  id Int @id\n}\n");
    expect(() => dropBlock(schema, "model", "D")).toThrow("no model D");
  });
});

describe("the scopes of a key", () => {
  const narrow = (length: number) => SCHEMA.replace(/(^ +scopes +String +@db\.VarChar)\(\d+\)/m, `$1(${length})`);

  it("have to fit into their column, as wide as it is by now", () => {
    expect(() => assertScopesFit(SCHEMA, invoice())).not.toThrow();
    expect(() => assertScopesFit(narrow(80), invoice())).toThrow(/over 80 characters.*db:new/);
    expect(() => assertScopesFit(narrow(2000), invoice())).not.toThrow();
  });
});

describe("a shared list", () => {
  const entries = entriesOf(invoice());

  it.each([...new Set(entries.map(({ file }) => file))])(
    "%s takes entries by its tree, and gives them back",
    (file) => {
      const own = entries.filter((entry) => entry.file === file);
      const before = readFileSync(file, "utf8");
      const after = tidy(own.reduce(addEntry, before), file, ".");
      expect(after).not.toBe(before);
      for (const { key } of own) expect(after).toContain(key.replace(/^"|"$/g, ""));
      expect(tidy(own.reduce(dropEntry, after), file, ".")).toBe(before);
    },
  );

  it("loses its own entry alone where it was edited by hand since", () => {
    const entry = { file: "list.ts", list: "LIST.inner", key: '"b"', code: '"b"' };
    const edited = 'const LIST = { inner: ["a", "b", "c" /* by hand */] } as const;\n';
    expect(dropEntry(edited, entry)).toBe('const LIST = { inner: ["a", "c" /* by hand */] } as const;\n');
    expect(dropEntry('const LIST = { inner: ["ab"] };\n', entry)).toBe('const LIST = { inner: ["ab"] };\n');
    expect(() => addEntry("const OTHER = [];", entry)).toThrow("no list called LIST.inner");
  });
});

describe("the changelog of the contract", () => {
  it("has the entry that came, and loses that one alone", () => {
    const text = (...entries: object[]) => `${JSON.stringify(entries, null, 1)}\n`;
    const [own, older] = [{ date: "2026-11-26", changes: ["x"] }, { date: "2026-11-25" }];
    const hash = newestEntry(text(older), text(own, older));
    expect(withoutEntry(text({ later: true }, own, older), hash)).toBe(text({ later: true }, older));
    expect(newestEntry(text(), text())).toBeNull();
    expect(withoutEntry(text(older), null)).toBe(text(older));
  });
});

describe("npm run new", () => {
  async function run(...args: string[]) {
    const said = { out: "", err: "" };
    const to = (name: "out" | "err") => ({ write: (text: string) => (said[name] += text) });
    const code = await runNew(args, { out: to("out"), err: to("err"), databaseUrl: null });
    return { code, ...said };
  }

  it.each([
    [["resource", "thing", "a:money"], "Field kinds:"],
    [["resource", "user", "a:int"], "reserved"],
    [["resource", "session", "a:int"], "something is called Session already"],
    [["resource", "class", "a:int"], "reserved"],
    [["resource", "thing", "owner:Session"], "Session is none of them"],
    [["resource", "sheep", "a:int", "--plural", "sheep"], "plural"],
    [["resource", "thing"], "at least one field"],
    [["remove", "thing"], "not made here"],
    [["rename", "thing"], "Usage:"],
    [[], "Usage:"],
    [["resource", "thing", "--nope"], "--nope"],
  ])("%j is refused, and says why", async (args, why) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(why);
  });

  it("says with --dry-run what it would write, and writes nothing", async () => {
    const before = readFileSync("src/server/root.ts", "utf8");
    const { code, out } = await run("resource", "sampleThing", "name:string", "--dry-run");
    expect(code).toBe(0);
    expect(out).toContain("would write src/services/sample-thing.service.ts\n");
    expect(out).toContain("would change src/server/root.ts\n");
    expect(readFileSync("src/server/root.ts", "utf8")).toBe(before);
  });
});
