import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createLoad, type Load } from "@/front/load";

type Wish = { path?: string; headers?: Record<string, string> };

function arrive(load: Load, { path = "/api/users", headers = {} }: Wish = {}) {
  const incoming = new IncomingMessage(new Socket());
  incoming.url = `http://localhost:3000${path}`;
  Object.assign(incoming.headers, headers);
  const outgoing = new ServerResponse(incoming);
  return { incoming, outgoing, isIn: load.admit(incoming, outgoing) };
}

describe("createLoad", () => {
  it("lets in as many as may be at work, and another one when an answer is out", () => {
    const load = createLoad(2);
    const [first, second, third] = [arrive(load), arrive(load), arrive(load)];
    expect([first.isIn, second.isIn, third.isIn]).toEqual([true, true, false]);
    first.outgoing.emit("close");
    expect(load.count()).toBe(1);
    expect(arrive(load).isIn).toBe(true);
  });

  it("counts a body from when it has come whole, so that slow clients keep nobody out", () => {
    const load = createLoad(1);
    const slow = [
      arrive(load, { headers: { "content-length": "5" } }),
      arrive(load, { headers: { "transfer-encoding": "chunked" } }),
    ];
    expect(slow.map(({ isIn }) => isIn)).toEqual([true, true]);
    expect(load.count()).toBe(0);
    slow[0]?.incoming.emit("end");
    expect(load.count()).toBe(1);
    expect(arrive(load).isIn).toBe(false);
    slow[0]?.outgoing.emit("close");
    expect(load.count()).toBe(0);
  });

  it("does not count what was answered before its body had come", () => {
    const load = createLoad(1);
    const { incoming, outgoing } = arrive(load, { headers: { "content-length": "5" } });
    outgoing.emit("close");
    incoming.emit("end");
    expect(load.count()).toBe(0);
  });

  it.each(["/api/health", "/api/health/ready", "/api/health?x=1"])("always lets %s in, uncounted", (path) => {
    const load = createLoad(1);
    arrive(load);
    expect(arrive(load, { path }).isIn).toBe(true);
    expect(load.count()).toBe(1);
  });

  it.each(["/api/healthy", "/api/users?q=/api/health", "/api/users/api/health", "/api/health/other"])(
    "does not take %s for it",
    (path) => {
      const load = createLoad(1);
      arrive(load);
      expect(arrive(load, { path }).isIn).toBe(false);
    },
  );
});
