import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { isRunByNpm, overrideEnvironment, prepareEnvironment, readVariable } from "@/cli/environment";

const NAMES = ["GATEHOUSE_SHELL", "GATEHOUSE_FILE", "GATEHOUSE_DEFAULT"] as const;
const [SHELL, FILE, DEFAULT] = NAMES;
const home = process.cwd();

// Stubbed away, so that whatever a test sets is undone after it.
beforeEach(() => {
  process.chdir(mkdtempSync(join(tmpdir(), "gatehouse-env-")));
  for (const name of NAMES) vi.stubEnv(name, undefined);
});

afterAll(() => process.chdir(home));

describe("prepareEnvironment", () => {
  it("prefers the shell to .env, and .env to the defaults", () => {
    vi.stubEnv(SHELL, "shell");
    writeFileSync(".env", `${SHELL}=file\n${FILE}=file\n`);
    prepareEnvironment({ [SHELL]: "default", [FILE]: "default", [DEFAULT]: "default" });
    expect(NAMES.map(readVariable)).toEqual(["shell", "file", "default"]);
  });

  it("does without .env, and takes a variable that is set to nothing for set", () => {
    vi.stubEnv(SHELL, "");
    prepareEnvironment({ [SHELL]: "default", [DEFAULT]: "default" });
    expect(NAMES.map(readVariable)).toEqual(["", undefined, "default"]);
  });
});

describe("overrideEnvironment", () => {
  it("wins over the shell, and does not read .env", () => {
    vi.stubEnv(SHELL, "shell");
    writeFileSync(".env", `${FILE}=file\n`);
    overrideEnvironment({ [SHELL]: "", [DEFAULT]: "given" });
    expect(NAMES.map(readVariable)).toEqual(["", undefined, "given"]);
  });
});

describe("isRunByNpm", () => {
  it("tells a script of package.json from a command in a shell", () => {
    vi.stubEnv("npm_lifecycle_event", "start");
    expect(isRunByNpm()).toBe(true);
    vi.stubEnv("npm_lifecycle_event", undefined);
    expect(isRunByNpm()).toBe(false);
  });
});
