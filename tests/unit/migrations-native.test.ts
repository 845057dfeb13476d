import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasNativeEngine, nativeDiff } from "../../prisma/migrate/native-diff";

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-native-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) writeFileSync(join(folder, file), "");
  return folder;
}

describe("hasNativeEngine", () => {
  it("looks where Prisma's install script puts it", () => {
    expect(hasNativeEngine(undefined, folderWith("package.json"))).toBe(false);
    expect(hasNativeEngine(undefined, folderWith("schema-engine-debian-openssl-3.0.x"))).toBe(true);
    expect(hasNativeEngine(undefined, "/nowhere")).toBe(false);
    expect(hasNativeEngine(undefined)).toBeTypeOf("boolean");
  });

  it("believes PRISMA_SCHEMA_ENGINE_BINARY only when it names an engine that is there", () => {
    const folder = folderWith("schema-engine");
    expect(hasNativeEngine(join(folder, "schema-engine"))).toBe(true);
    expect(hasNativeEngine(join(folder, "schema-engine-windows.exe"))).toBe(false);
    expect(hasNativeEngine(process.execPath)).toBe(false);
  });
});

describe("nativeDiff", () => {
  it("hands both schemas to prisma migrate diff and puts our collation in", async () => {
    const seen: string[][] = [];
    const run = async (args: string[]) => {
      seen.push(args);
      expect(readFileSync(args[2] ?? "", "utf8")).toBe("model After {}");
      return "CREATE TABLE `a` (`id` INTEGER) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n";
    };
    expect(await nativeDiff(null, "model After {}", run)).toBe(
      "CREATE TABLE `a` (`id` INTEGER) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB;",
    );
    expect(seen).toEqual([["--from-empty", "--to-schema", expect.stringMatching(/to\.prisma$/), "--script"]]);
    expect(existsSync(seen[0]?.[2] ?? "")).toBe(false);
  });
});
