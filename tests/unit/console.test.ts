import { afterEach, describe, expect, it } from "vitest";
import { adoptConsole } from "@/front/console";
import { runWithRequestId } from "@/lib/request-context";
import { captureLogs } from "../helpers/logs";

const { log, info, warn, error } = globalThis.console;
const adopted = globalThis.console;

afterEach(() => void Object.assign(adopted, { log, info, warn, error }));

describe("adoptConsole", () => {
  it.each([
    ["log", "info"],
    ["info", "info"],
    ["warn", "warn"],
    ["error", "error"],
  ] as const)("makes one log line of console.%s, at level %s", async (method, level) => {
    adoptConsole();
    const { lines } = await captureLogs(() => adopted[method]("%s of %d", "two", 3, { more: true }));
    expect(lines).toMatchObject([{ level, source: "console", msg: "two of 3 { more: true }" }]);
  });

  it("puts the request's ID on the line, and the process's own outside of one", async () => {
    adoptConsole();
    const { lines } = await captureLogs(() => {
      runWithRequestId("req_inside", () => adopted.warn("inside"));
      adopted.warn("outside");
    });
    expect(lines.map(({ msg, requestId }) => [msg, requestId])).toEqual([
      ["inside", "req_inside"],
      ["outside", expect.stringMatching(/^proc/)],
    ]);
  });
});
