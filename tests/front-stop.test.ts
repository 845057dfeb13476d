import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startFront } from "@/front/start";
import { plainPages } from "./helpers/front";
import { captureLogs } from "./helpers/logs";
import { freePort } from "./helpers/server-process";

const pages = { handler: plainPages, close: async () => {} };

function undrain(): void {
  // There is no way back in a real process.
  const globals = globalThis as typeof globalThis & { gatehouseLifecycle?: { draining: boolean } };
  if (globals.gatehouseLifecycle) globals.gatehouseLifecycle.draining = false;
}

afterEach(undrain);

describe("startFront", () => {
  it("serves the API before the pages are loaded, and requests for pages wait", async () => {
    const port = await freePort();
    const { promise, resolve } = deferred<typeof pages>();
    const front = await startFront({ port, host: "127.0.0.1", loadPages: () => promise });
    const page = fetch(`http://127.0.0.1:${port}/account`);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    resolve(pages);
    expect(await (await page).text()).toContain("/account");
    await front.close();
  });

  it("turns readiness to 503 before it stops, and logs both ends (F7)", async () => {
    const port = await freePort();
    const close = vi.fn(async () => {});
    const front = await startFront({ port, host: "127.0.0.1", loadPages: async () => ({ ...pages, close }) });
    const ready = () => fetch(`http://127.0.0.1:${port}/api/health/ready`);
    expect((await ready()).status).toBe(200);
    const { lines } = await captureLogs(async () => {
      const closing = front.close();
      expect((await ready()).status).toBe(503);
      await closing;
    });
    await expect(ready()).rejects.toThrow();
    expect(close).toHaveBeenCalledOnce();
    expect(lines.map((line) => line.msg)).toEqual(expect.arrayContaining(["stopping", "stopped"]));
  });

  it("names a port that is taken", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startFront({ port, host: "127.0.0.1", loadPages: async () => pages })).rejects.toMatchObject({
      name: "BootError",
      message: `Port ${port} is taken. Choose another one: PORT=${port + 1}`,
    });
    squatter.close();
  });
});

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
