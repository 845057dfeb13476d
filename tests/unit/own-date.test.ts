import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withOwnDate } from "@/front/own-date";

const own = Date;
let folder = "";

function build(config: object): void {
  mkdirSync(join(folder, ".next"));
  writeFileSync(join(folder, ".next", "required-server-files.json"), JSON.stringify({ version: 1, config }));
}

/** As Next does it. */
async function wrap(): Promise<string> {
  const wrapped = new Proxy(own, {});
  globalThis.Date = wrapped;
  own.prototype.constructor = wrapped;
  return "loaded";
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "own-date-"));
});

afterEach(() => {
  globalThis.Date = own;
  own.prototype.constructor = own;
  rmSync(folder, { recursive: true });
});

describe("withOwnDate", () => {
  it("takes the language's Date back from what it loads", async () => {
    build({ cacheComponents: false });
    expect(await withOwnDate(folder, wrap)).toBe("loaded");
    expect(Date).toBe(own);
    expect(new Date(0).constructor).toBe(own);
  });

  it("leaves Next's where Next has to know of every look at the clock", async () => {
    build({ cacheComponents: true });
    await withOwnDate(folder, wrap);
    expect(Date).not.toBe(own);
  });

  it("fails where nothing is built", async () => {
    await expect(withOwnDate(folder, wrap)).rejects.toThrow("ENOENT");
  });
});
