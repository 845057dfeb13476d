import { afterEach, describe, expect, it, vi } from "vitest";
import { logPageError } from "@/front/page-error";
import { onRequestError } from "@/instrumentation";
import { captureLogs } from "./helpers/logs";

const REQUEST_ID = "req_01j000000000000000000page2";
const request = { path: "/account", method: "GET", headers: { "x-request-id": REQUEST_ID } };
const context = {
  routerKind: "App Router",
  routePath: "/account",
  routeType: "render",
  renderSource: "react-server-components",
  revalidateReason: undefined,
} as const;

afterEach(() => vi.unstubAllEnvs());

describe("a page that failed", () => {
  it("is in the log, with the request ID and with what the visitor is shown", async () => {
    vi.stubEnv("NEXT_RUNTIME", "nodejs");
    const error = Object.assign(new Error("broken"), { digest: "1234" });
    const { lines } = await captureLogs(() => onRequestError(error, request, context));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "error", requestId: REQUEST_ID, path: "/account", digest: "1234" });
  });

  it("is not, in another runtime", async () => {
    vi.stubEnv("NEXT_RUNTIME", "edge");
    expect((await captureLogs(() => onRequestError(new Error("x"), request, context))).lines).toEqual([]);
  });

  it.each([{}, { "x-request-id": "<b>" }, { "x-request-id": ["req_one_two", "req_three_four"] }])(
    "has an ID in the log, whatever the request had for one: %j",
    async (headers) => {
      const { lines } = await captureLogs(() => logPageError("no error at all", { headers, path: "/" }));
      expect(lines[0]?.requestId).toMatch(/^req_[0-9a-z]{26}$/);
    },
  );
});
