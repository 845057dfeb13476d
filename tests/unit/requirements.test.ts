import { describe, expect, it } from "vitest";
import { holds, isLeftToProofs, proofsIn, REQUIREMENTS, requirementsIn, trace } from "../helpers/requirements";

describe("the report of requirements", () => {
  it("knows each that must have a test", () => {
    expect(REQUIREMENTS).toHaveLength(27 + 9 + 13 + 19 + 6 + 8 + 6 + 9 + 11);
    expect(REQUIREMENTS).toEqual(
      expect.arrayContaining(["A1", "A27", "Z11", "D9", "F14", "I19", "M6", "R8", "S6", "T9"]),
    );
    expect(REQUIREMENTS).not.toContain("F12");
  });

  it.each([
    ["A19: works once", ["A19"]],
    ["who may do what (Z1, Z2) > user.list", ["Z1", "Z2"]],
    ["A1 is not A11", ["A1", "A11"]],
    ["RSA256, UTF-8, xA1, A1x, A-1, A100 and a1", []],
  ])("reads the numbers in %j", (name, ids) => {
    expect(requirementsIn(name)).toEqual(ids);
  });

  it("counts what passed and what did not", () => {
    const tests = [
      { name: "sqlite > A1: one", state: "passed" },
      { name: "mysql > A1: one", state: "failed" },
      { name: "sqlite > A2: two", state: "passed" },
      { name: "sqlite > A3: three", state: "skipped" },
    ];
    const report = trace(["A1", "A2", "A3", "A4"], tests);
    expect(report[0]).toEqual({ id: "A1", passed: 1, failed: 1, others: 0, example: "sqlite > A1: one" });
    expect(report.map(holds)).toEqual([false, true, false, false]);
  });

  it("reads the titles of proofs, however they are written", () => {
    const source = `it("F1: a"); describe.runIf(has())("F2: b"); it.each(LIST)('F3: c'); it(\n  "F4: d"); const x = "F5";`;
    expect(proofsIn(source).map(({ name }) => name)).toEqual(["F1: a", "F2: b", "F3: c", "F4: d"]);
  });

  it("leaves to a proof what no suite shows, and nothing that a suite has failed", () => {
    const tests = [
      { name: "F6: a", state: "proof" },
      { name: "F1: b", state: "failed" },
      { name: "F1: c", state: "proof" },
    ];
    expect(trace(["F6", "F1", "F2"], tests).map(isLeftToProofs)).toEqual([true, false, false]);
  });
});
