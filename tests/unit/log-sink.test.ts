import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLogSink, putIntoFile, putIntoStandardOutput, putIntoStream } from "@/lib/log-sink";

const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

function open(file: string): number {
  const fd = openSync(file, "a");
  opened.push(fd);
  return fd;
}

/** A reader that takes nothing until it is told to. */
function standingStill() {
  const taken: string[] = [];
  let go: (() => void) | null = null;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk.toString());
      go = done;
    },
  });
  return { stream, taken, step: () => go?.() };
}

describe("createLogSink", () => {
  it("F9: leaves out what is not taken, and says how much once it is", () => {
    const lines: string[] = [];
    let open = true;
    const told: number[] = [];
    const sink = createLogSink(
      (line) => open && lines.push(line) > 0,
      (missing) => told.push(missing),
    );
    sink.write("a");
    open = false;
    sink.write("b");
    sink.write("c");
    open = true;
    sink.write("d");
    sink.write("e");
    expect(lines).toEqual(["a", "d", "e"]);
    expect(told).toEqual([2]);
  });
});

describe("putIntoStream", () => {
  it("F9: keeps a bounded amount for a reader that stands still, and goes on when it does", async () => {
    const { stream, taken, step } = standingStill();
    const put = putIntoStream(stream, 10);
    const answers = Array.from({ length: 5 }, () => put("12345"));
    expect(answers).toEqual([true, true, true, false, false]);
    for (let turn = 0; turn < 3; turn += 1) {
      step();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(taken).toHaveLength(3);
    expect(put("67890")).toBe(true);
  });

  it("F9: lives on when the reader is gone", async () => {
    const { stream } = standingStill();
    const put = putIntoStream(stream);
    stream.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(put("line")).toBe(false);
  });
});

describe("putIntoFile", () => {
  const newFile = () => join(mkdtempSync(join(tmpdir(), "gatehouse-log-")), "log");
  const textOf = (file: string) => readFileSync(file, "utf8");

  it("writes lines in their order, those together that come while one is being written", async () => {
    const file = newFile();
    const put = putIntoFile(open(file));
    const lines = Array.from({ length: 1000 }, (_, at) => `${at} ä\n`);
    expect(lines.every(put)).toBe(true);
    await vi.waitFor(() => expect(textOf(file)).toBe(lines.join("")));
  });

  it("F8: lives on with a full disk, keeps a bounded amount for it, and goes on when there is room", async () => {
    const full = openSync("/dev/full", "a");
    const put = putIntoFile(full, 10);
    expect(["one\n", "two\n", "three\n", "four\n"].map(put)).toEqual([true, true, true, false]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(put("five\n")).toBe(false);
    const file = newFile();
    closeSync(full);
    expect(open(file)).toBe(full);
    await vi.waitFor(() => expect(textOf(file)).toBe("one\ntwo\nthree\n"));
    expect(put("six\n")).toBe(true);
    await vi.waitFor(() => expect(textOf(file)).toBe("one\ntwo\nthree\nsix\n"));
  });

  it("has written everything when the process ends, however it ends itself", () => {
    for (const end of ["process.exit(3)", "throw new Error('no')", ""]) {
      const file = newFile();
      const source = `import { putIntoFile } from "./src/lib/log-sink.ts"; import { openSync } from "node:fs";
        const put = putIntoFile(openSync(${JSON.stringify(file)}, "a"));
        for (let at = 0; at < 1000; at += 1) put(at + "\\n");
        ${end}`;
      spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", source]);
      const numbers = textOf(file).trimEnd().split("\n").map(Number);
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    }
  });
});

describe("putIntoStandardOutput", () => {
  it("takes the lines of this process, whatever its standard output is", () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const put = putIntoStandardOutput();
    expect(typeof put).toBe("function");
    write.mockRestore();
  });
});
