import { describe, expect, it, vi } from "vitest";
import { exitWith } from "@/front/exit-with";
import { BootError } from "@/front/schema-check";
import { EnvError } from "@/lib/env-schema";

/** What it writes and the code it ends with. */
function ending(error: unknown): { text: string; code: unknown } {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const exit = vi.spyOn(process, "exit").mockImplementation(() => {
    throw new Error("the process is gone");
  });
  expect(() => exitWith(error)).toThrow("the process is gone");
  expect(exit).toHaveBeenCalledOnce();
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join("");
  write.mockRestore();
  return { text, code: exit.mock.calls[0]?.[0] };
}

describe("exitWith", () => {
  it.each([new BootError("Port 3000 is taken."), new EnvError("PORT: must be a whole number.")])(
    "says of a fault in the set-up what to do, without a stack: $name",
    (error) => {
      expect(ending(error)).toEqual({ text: `${error.message}\n`, code: 1 });
    },
  );

  it("tells the whole story of any other error", () => {
    const error = new TypeError("no such thing");
    const { text, code } = ending(error);
    expect(code).toBe(1);
    expect(text).toBe(`${error.stack}\n`);
    expect(text).toMatch(/^TypeError: no such thing\n\s+at .*exit-with\.test\.ts/);
  });

  it("makes an error of what is none", () => {
    const { text, code } = ending("just a text");
    expect(code).toBe(1);
    expect(text).toMatch(/^Error: just a text\n\s+at /);
  });
});
