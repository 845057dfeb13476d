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
  it("writes lines in their order", () => {
    const file = join(mkdtempSync(join(tmpdir(), "gatehouse-log-")), "log");
    const put = putIntoFile(open(file));
    expect([put("one\n"), put("two\n")]).toEqual([true, true]);
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  });

  it("F8: says no on a full disk instead of throwing", () => {
    const put = putIntoFile(open("/dev/full"));
    expect([put("one\n"), put("two\n")]).toEqual([false, false]);
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
