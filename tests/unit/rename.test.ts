import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runRename } from "@/cli/run-rename";
import { commitAll, git } from "../helpers/copied-project";

const FILES = {
  "package.json": '{ "name": "oldname", "dependencies": { "leftpad": "1.0.0" } }\n',
  "package-lock.json":
    '{\n  "name": "oldname",\n  "packages": {\n    "": {\n      "name": "oldname"\n    },\n    "node_modules/oldname-parser": {}\n  }\n}\n',
  "src/lib/product.ts": 'export const PRODUCT_NAME = "Old Name";\n',
  "src/lib/api-key.ts": 'const MARK = "ok";\nexport const example = "ok_1x8Zk0Qa";\nexport const isOk = true;\n',
  "src/lib/metrics.ts":
    'globals.oldnameMetrics ??= new OldnameMetrics("oldname_up", "oldname.request_id", OLDNAME_SHELL);\n',
  "src/server/contract/contract.json": '{\n "properties": {\n  "oldname": {},\n  "prisma": {}\n }\n}\n',
  "prisma/migrations/1_init/migration.sql": "-- oldname\n",
  LICENSE: "Copyright (c) The Old Name maintainers, oldname\n",
  "README.md": "# Old Name\n\nThe Old Name's metrics: `oldname_up`.\n",
  "logo.png": "oldname\0",
};

let root: string;
let said: string[];
const rename = (...args: string[]) => {
  said = [];
  const stream = { write: (text: string) => said.push(text) };
  return runRename(args, { out: stream, err: stream }, root);
};
const read = (path: string) => readFileSync(join(root, path), "utf8");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rename-"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  commitAll(root);
});

afterEach(() => rmSync(root, { recursive: true }));

describe("rename", () => {
  it("writes every form of the name, and says where", () => {
    expect(rename("zebra", "--title", "Zebra Accounts")).toBe(0);
    expect(read("src/lib/product.ts")).toContain('"Zebra Accounts"');
    expect(read("src/lib/metrics.ts")).toBe(
      'globals.zebraMetrics ??= new ZebraMetrics("zebra_up", "zebra.request_id", ZEBRA_SHELL);\n',
    );
    expect(read("src/lib/api-key.ts")).toBe(
      'const MARK = "zk";\nexport const example = "zk_1x8Zk0Qa";\nexport const isOk = true;\n',
    );
    expect(read("README.md")).toBe("# Zebra Accounts\n\nThe Zebra Accounts's metrics: `zebra_up`.\n");
    expect(said.join("")).toContain("  src/lib/metrics.ts (5)\n");
    expect(said.join("")).toMatch(/Old Name is Zebra Accounts now, and oldname zebra: \d+ places in 7 files\./);
  });

  it("leaves the licence, landed migrations, pictures and other people's packages alone, and says so", () => {
    rename("zebra");
    for (const path of ["LICENSE", "prisma/migrations/1_init/migration.sql", "logo.png"] as const) {
      expect(read(path)).toBe(FILES[path]);
    }
    expect(read("package-lock.json")).toBe(
      FILES["package-lock.json"].replaceAll('"name": "oldname"', '"name": "zebra"'),
    );
    expect(said.join("")).toContain("Left as they are: LICENSE, prisma/migrations/1_init/migration.sql.");
  });

  it("keeps the contract's keys in order", () => {
    rename("zebra");
    expect(Object.keys(JSON.parse(read("src/server/contract/contract.json")).properties)).toEqual(["prisma", "zebra"]);
  });

  it("can be done again, also to a name that the old one is a part of, and back", () => {
    rename("zebra");
    commitAll(root);
    expect(rename("zebrafish", "--title", "Zebra Fish")).toBe(0);
    commitAll(root);
    expect(read("src/lib/metrics.ts")).toContain("globals.zebrafishMetrics ??= new ZebrafishMetrics");
    expect(rename("oldname", "--title", "Old Name")).toBe(0);
    for (const path of ["src/lib/product.ts", "src/lib/metrics.ts", "README.md", "package-lock.json"] as const) {
      expect(read(path)).toBe(FILES[path]);
    }
  });

  it.each([
    [[], "Give one name."],
    [["zebra", "lion"], "Give one name."],
    [["zebra", "--name"], "Usage: npm run rename"],
    [["Zebra"], "is no name"],
    [["ze"], "is no name"],
    [["zebra-crossing"], "is no name"],
    [["1zebra"], "is no name"],
    [["z".repeat(21)], "is no name"],
    [["../zebra"], "is no name"],
    [["class"], "is a word of a language or a database"],
    [["select"], "is a word of a language or a database"],
    [["zoo"], "is too short"],
    [["zebra", "--title", "zebra"], "is no title"],
    [["zebra", "--title", 'Zebra "Z"'], "is no title"],
    [["zebra", "--title", "Zebra <z@example.org>"], "is no title"],
    [["zebra", "--title", `Z${"e".repeat(40)}`], "is no title"],
    [["leftpad"], "is in use already, in 1 files (package.json:1)"],
    [["metrics"], "is in use already"],
    [["oldname", "--title", "Old Name"], "is called so already"],
  ])("refuses %j, and writes nothing", (args, reason) => {
    expect(rename(...args)).toBe(1);
    expect(said.join("")).toContain(reason);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  it("wants everything committed, or to be forced", () => {
    writeFileSync(join(root, "README.md"), "# Old Name, changed\n");
    expect(rename("zebra")).toBe(1);
    expect(said.join("")).toContain("not committed");
    expect(rename("zebra", "--force")).toBe(0);
    expect(read("README.md")).toBe("# Zebra, changed\n");
  });

  it("wants a repository, or to be forced", () => {
    rmSync(join(root, ".git"), { recursive: true });
    expect(rename("zebra")).toBe(1);
    expect(said.join("")).toContain("no Git repository");
    expect(rename("zebra", "--force")).toBe(0);
    expect(read("src/lib/product.ts")).toContain('"Zebra"');
    expect(read("LICENSE")).toBe(FILES.LICENSE);
  });
});
