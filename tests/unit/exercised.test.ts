import { describe, expect, it } from "vitest";
import { serviceFunctions, staleExemptions, unexercised } from "../helpers/exercised";
import { recorded } from "../helpers/recorder";

const SUBJECTS = ["user.byId", "user.create", "user.remove"];
const RECORD = new Set(["user.byId success", "user.byId failure", "user.create success", "user.remove failure"]);

describe("unexercised", () => {
  it("names what was never called with success, or never with failure", () => {
    expect(unexercised(SUBJECTS, RECORD, {})).toEqual(["user.create failure", "user.remove success"]);
  });

  it("asks for no failure of what cannot fail, but for its success", () => {
    expect(unexercised(SUBJECTS, RECORD, { "user.create": "…", "user.remove": "…" })).toEqual(["user.remove success"]);
  });
});

describe("staleExemptions", () => {
  it("names those that failed after all, and those that are gone", () => {
    expect(staleExemptions(SUBJECTS, RECORD, { "user.byId": "…", "user.gone": "…", "user.create": "…" })).toEqual([
      "user.byId",
      "user.gone",
    ]);
  });
});

describe("serviceFunctions", () => {
  it("finds them in the files", () => {
    expect(serviceFunctions()).toContain("user.service createUser");
  });
});

describe("recorded", () => {
  const noted = () => [...((globalThis as { gatehouseRecord?: Set<string> }).gatehouseRecord ?? [])];

  it("notes success and refusal (a throw, a rejection, null), not what hit the database, and changes nothing", async () => {
    expect(recorded("planted ok", (a: number) => a + 1)(1)).toBe(2);
    expect(await recorded("planted none", async () => null)()).toBeNull();
    await expect(recorded("planted rejects", () => Promise.reject(new Error("no")))()).rejects.toThrow("no");
    const throws = recorded("planted throws", () => {
      throw new Error("no");
    });
    expect(throws).toThrow("no");
    const deadlock = Object.assign(new Error("deadlock"), { name: "PrismaClientKnownRequestError" });
    await expect(recorded("planted deadlock", () => Promise.reject(deadlock))()).rejects.toThrow("deadlock");
    expect(noted().filter((each) => each.startsWith("planted"))).toEqual([
      "planted ok success",
      "planted none failure",
      "planted rejects failure",
      "planted throws failure",
    ]);
  });
});
