import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tolerateLostConnections } from "@/front/lost-connections";
import { captureLogs } from "../helpers/logs";

type Listener = (reason: unknown) => void;

let listeners: Listener[] = [];

beforeEach(() => {
  listeners = [];
  vi.spyOn(process, "on").mockImplementation((_event, listener) => {
    listeners.push(listener);
    return process;
  });
  vi.spyOn(process, "listeners").mockImplementation(() => listeners);
  vi.spyOn(process, "listenerCount").mockImplementation(() => listeners.length);
});

afterEach(() => vi.restoreAllMocks());

const sqlError = (fatal: boolean) => Object.assign(new Error("gone"), { name: "SqlError", fatal });

describe("tolerateLostConnections", () => {
  it("F2: notes a connection that was lost while it was being made, and lets the process live", async () => {
    tolerateLostConnections();
    const { lines } = await captureLogs(() => listeners[0]?.(sqlError(true)));
    expect(lines).toMatchObject([{ level: "warn", msg: expect.stringContaining("was lost") }]);
  });

  it.each([sqlError(false), new Error("ours"), "a text", null])("lets %s end it, as without us", (reason) => {
    tolerateLostConnections();
    expect(() => listeners[0]?.(reason)).toThrow();
  });

  it("leaves what is not ours to whoever else listens", () => {
    tolerateLostConnections();
    const [ours] = listeners;
    listeners.push(() => {});
    expect(() => ours?.(new Error("ours"))).not.toThrow();
  });

  it("listens once, however often it is asked", () => {
    tolerateLostConnections();
    tolerateLostConnections();
    expect(listeners).toHaveLength(1);
  });
});
