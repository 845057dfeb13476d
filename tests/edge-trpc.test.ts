import { beforeAll, describe, expect, it } from "vitest";
import { isFrontMissing } from "./helpers/door-name";
import { captureLogs } from "./helpers/logs";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn, type TestUser } from "./helpers/world";

const ABSENT = "0198c0de-7a1b-7000-8000-00000000ffff";
const serialized = (value: unknown) => encodeURIComponent(JSON.stringify(value));

let user: TestUser;
let admin: SignedIn;

beforeAll(async () => {
  user = await makeUser({ role: "ADMIN", name: "Ada" });
  admin = await signedIn(user);
});

function batch(paths: string[], inputs: unknown = {}) {
  return api("GET", `/api/trpc/${paths.join(",")}?batch=1&input=${serialized(inputs)}`, { cookie: admin.cookie });
}

describe("a tRPC path", () => {
  it("of no procedure is NOT_FOUND", async () => {
    const { status, error, headers } = await api("GET", "/api/trpc/user.nothing");
    expect({ status, code: error?.code }).toEqual({ status: 404, code: "NOT_FOUND" });
    expect(headers.get("content-type")).toBe("application/json");
  });

  it("with several names but no batch is NOT_FOUND", async () => {
    expect((await api("GET", "/api/trpc/health.live,health.live")).status).toBe(404);
  });

  it.each([
    ["/api/trpc/health.live?x=1", "x"],
    ["/api/trpc/health.live?batch=2", "batch"],
    ["/api/trpc/health.live?connectionParams=%7B%7D", "connectionParams"],
    // Next drops it before anybody sees it.
    ...(isFrontMissing ? [] : [["/api/trpc/health.live?__proto__=1", "__proto__"]]),
  ])("%s is refused with the parameter's name (I19)", async (path, field) => {
    expect((await api("GET", path)).error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field }] });
  });

  it("takes the input of a mutation from the body alone", async () => {
    const { error } = await api("POST", "/api/trpc/auth.signOut?input=%7B%7D", { body: {} });
    expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "input" }] });
  });

  it.each<Record<string, string>>([
    { accept: "application/jsonl" },
    { "trpc-accept": "application/jsonl" },
    { accept: "text/event-stream" },
    { "content-type": "multipart/form-data; boundary=x" },
    { "content-type": "application/octet-stream" },
    { "last-event-id": "1" },
  ])("answers in the envelope whatever the header asks for: %j", async (headers) => {
    for (const path of ["/api/trpc/health.live", "/api/trpc/health.live,health.live?batch=1"]) {
      const answer = await api("GET", path, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.has("transfer-encoding")).toBe(false);
    }
  });
});

describe("a batch", () => {
  it("is judged call by call (Z11)", async () => {
    const inputs = { 0: { json: { id: user.id } }, 1: { json: { id: ABSENT } }, 2: { json: { id: "x" } } };
    const { status, envelopes } = await batch(["user.byId", "user.byId", "user.byId", "user.nothing"], inputs);
    expect(status).toBe(207);
    expect(envelopes.map((envelope) => (envelope.success ? "OK" : envelope.error.code))).toEqual([
      "OK",
      "NOT_FOUND",
      "VALIDATION_ERROR",
      "NOT_FOUND",
    ]);
  });

  it("of ten is taken, of eleven refused (I12)", async () => {
    expect((await batch(Array(10).fill("health.live"))).envelopes).toHaveLength(10);
    const { status, error } = await batch(Array(11).fill("health.live"));
    expect({ status, code: error?.code }).toEqual({ status: 400, code: "MALFORMED_REQUEST" });
  });

  it("numbers its log lines; a single call does not", async () => {
    const { lines } = await captureLogs(() => batch(["health.live", "auth.session"]));
    const ids = lines.map(({ requestId }) => requestId?.replace(/^req_\w{26}/, "req"));
    expect(ids.sort()).toEqual(["req.0", "req.1"]);
    const single = await captureLogs(() => api("GET", "/api/trpc/health.live"));
    expect(single.lines.map(({ requestId }) => requestId)).toEqual([expect.stringMatching(/^req_\w{26}$/)]);
  });

  it("logs the calls that reach no procedure", async () => {
    const { lines } = await captureLogs(() => batch(["health.live", "user.nothing"]));
    expect(lines.map(({ code }) => code).sort()).toEqual(["NOT_FOUND", "OK"]);
  });

  it("has queries or mutations, not both", async () => {
    const { error } = await batch(["user.list", "user.create"]);
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", message: "A batch has queries or mutations, not both." });
  });

  it.each([[[]], [null], ["x"], [{ 5: { json: {} } }], [{ "00": { json: {} } }], [{ x: 1 }]])(
    "whose inputs are %j is refused",
    async (inputs) => {
      expect((await batch(["health.live", "user.list"], inputs)).error?.code).toBe("MALFORMED_REQUEST");
    },
  );

  it.each(["toString", "__proto__", "constructor", "hasOwnProperty", "health", ""])(
    "does not know %j",
    async (name) => {
      const { envelopes } = await batch(["health.live", name]);
      expect(envelopes[1]).toMatchObject({ error: { code: "NOT_FOUND" } });
    },
  );
});

describe("what procedures add to the response", () => {
  it("is on tRPC's as well", async () => {
    const { headers } = await api("POST", "/api/trpc/auth.signOut", { body: {}, cookie: admin.cookie });
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^session=; .*Max-Age=0$/)]);
  });
});
