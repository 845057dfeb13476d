import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopOnSignals } from "@/front/signals";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const listeners = new Map<string | symbol, () => void>();
const exit = vi.fn<(code: unknown) => void>();

beforeEach(() => {
  listeners.clear();
  exit.mockReset();
  vi.spyOn(process, "on").mockImplementation((name, listener) => {
    listeners.set(name, listener);
    return process;
  });
  // The real one never returns; this one must, as a throw inside the promise would be nobody's to catch.
  vi.spyOn(process, "exit").mockImplementation((code) => exit(code) as never);
});

function send(signal: NodeJS.Signals): void {
  const listener = listeners.get(signal);
  if (!listener) throw new Error(`nobody listens for ${signal}`);
  listener();
}

function pendingClose() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { close: vi.fn(() => promise), resolve: () => resolve() };
}

describe("stopOnSignals", () => {
  it.each(SIGNALS)("at %s closes first, and ends with 0 once that is done", async (signal) => {
    const { close, resolve } = pendingClose();
    stopOnSignals(close, { withParent: false });
    expect(close).not.toHaveBeenCalled();
    send(signal);
    await nextTurn();
    expect(close).toHaveBeenCalledOnce();
    expect(exit).not.toHaveBeenCalled();
    resolve();
    await nextTurn();
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it.each(SIGNALS)("at a second signal, such as %s, ends at once with 1 and closes nothing again", (signal) => {
    const { close } = pendingClose();
    stopOnSignals(close, { withParent: false });
    send("SIGTERM");
    exit.mockImplementation(() => {
      throw new Error("the process is gone");
    });
    expect(() => send(signal)).toThrow("the process is gone");
    expect(exit.mock.calls).toEqual([[1]]);
    expect(close).toHaveBeenCalledOnce();
  });

  it("tells what went wrong when it cannot be closed in good order, and ends with 1", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    stopOnSignals(() => Promise.reject(new Error("the pool is stuck")), { withParent: false });
    send("SIGTERM");
    await nextTurn();
    expect(exit.mock.calls).toEqual([[1]]);
    expect(write.mock.calls.flat().join("")).toContain("Error: the pool is stuck\n    at ");
  });
});

describe("stopOnSignals below npm", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  it("closes once when the shell between has ended, and ends with 0", async () => {
    const parent = vi.spyOn(process, "ppid", "get").mockReturnValue(4_000);
    const { close, resolve } = pendingClose();
    stopOnSignals(close, { withParent: true });
    vi.advanceTimersByTime(10_000);
    expect(close).not.toHaveBeenCalled();
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(10_000);
    expect(close).toHaveBeenCalledOnce();
    resolve();
    await nextTurn();
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it("does not close again when the shell ends after a signal", () => {
    const parent = vi.spyOn(process, "ppid", "get").mockReturnValue(4_000);
    const { close } = pendingClose();
    stopOnSignals(close, { withParent: true });
    send("SIGINT");
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(10_000);
    expect(close).toHaveBeenCalledOnce();
    expect(exit).not.toHaveBeenCalled();
  });

  it("does not look after a parent that is no shell of npm's", () => {
    const parent = vi.spyOn(process, "ppid", "get").mockReturnValue(4_000);
    const { close } = pendingClose();
    stopOnSignals(close, { withParent: false });
    expect(vi.getTimerCount()).toBe(0);
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(10_000);
    expect(close).not.toHaveBeenCalled();
  });
});
