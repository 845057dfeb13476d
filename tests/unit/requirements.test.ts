import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Proved, recordedProofs, recordProofs } from "../helpers/proof-record";
import { proofsIn, REQUIREMENTS, requirementsIn, trace, verdictOf } from "../helpers/requirements";

const proved = (name: string, state: Proved["state"]): Proved => ({
  name,
  state,
  at: "2026-01-02T03:04:05.678Z",
  profile: "short",
});

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
    ["I1 to I3, Z2: whatever", ["I1", "I3", "Z2", "I2"]],
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
    const none = { passed: 0, failed: 0, others: 0 };
    const first = { id: "A1", passed: 1, failed: 1, others: 0, proofs: none, example: "sqlite > A1: one" };
    expect(report[0]).toEqual(first);
    expect(report.map(verdictOf)).toEqual(["OPEN", "holds", "OPEN", "OPEN"]);
  });

  it("reads the titles of proofs, however they are written", () => {
    const source = `it("F1: a"); describe.runIf(has())("F2: b"); it.each(LIST)('F3: c'); it(\n  "F4: d"); const x = "F5";`;
    expect(proofsIn("a.ts", source).map(({ title }) => title)).toEqual(["F1: a", "F2: b", "F3: c", "F4: d"]);
  });

  it("tells a proof that was run from one that is only there", () => {
    const known = proofsIn(
      "p.ts",
      `it("F6: of \${KILLS} servers"); it("F1: b"); it("F2: c"); it("F3: d"); it("F4: e");`,
    );
    const suites = [
      { name: "F3: a suite", state: "passed" },
      { name: "F4: a suite", state: "passed" },
    ];
    const run = [
      proved("faults p.ts > F6: of 100 servers", "passed"),
      proved("faults other.ts > F1: b", "passed"),
      proved("faults p.ts > F4: e", "failed"),
    ];
    const report = trace(["F6", "F1", "F2", "F3", "F4", "F5"], suites, run, known);
    expect(report.map(verdictOf)).toEqual(["proved", "proved", "not run", "holds", "OPEN", "OPEN"]);
    expect(report[0]?.proofs).toEqual({ passed: 1, failed: 0, others: 0 });
    expect(report[1]?.proofs).toEqual({ passed: 1, failed: 0, others: 1 });
  });
});

describe("the record of proofs", () => {
  it("keeps how each ended the last time, also when only some are run again", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-record-"));
    expect(recordedProofs(join(folder, "missing"))).toEqual([]);
    writeFileSync(join(folder, "names-faults.json"), '[{"name":"of an older version","state":"passed"}]');
    recordProofs("faults", [proved("a", "failed"), proved("b", "passed")], folder);
    recordProofs("fuzz", [proved("c", "passed")], folder);
    recordProofs("faults", [proved("a", "passed")], folder);
    const states = recordedProofs(folder).map(({ name, state }) => `${name} ${state}`);
    rmSync(folder, { recursive: true });
    expect(states.sort()).toEqual(["a passed", "b passed", "c passed"]);
  });
});
