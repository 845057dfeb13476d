import { beforeAll, describe, expect, it } from "vitest";
import type { ApiKey, NewApiKey } from "@/schemas/api-key.schema";
import { captureLogs } from "./helpers/logs";
import { api } from "./helpers/request";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

let person: TestUser;
let cookie: string;

beforeAll(async () => {
  person = await makeUser();
  ({ cookie } = await signedIn(person));
});

describe("API keys over REST (A24)", () => {
  it("A24: are made, used, listed, renamed and revoked", async () => {
    const body = { name: "Nightly", scopes: ["account:read"], expiresAt: "2031-05-01T10:00:00.250Z" };
    const made = await api<NewApiKey>("POST", "/api/api-keys", { cookie, body });
    expect([made.status, made.data?.expiresAt]).toEqual([201, "2031-05-01T10:00:00.250Z"]);
    const headers = { authorization: `Bearer ${made.data?.key}` };
    const used = await captureLogs(() => api("GET", `/api/users/${person.id}`, { headers }));
    expect(used.result.status).toBe(200);
    expect(used.lines).toEqual([expect.objectContaining({ caller: `key:${made.data?.id} user:${person.id}` })]);
    expect(JSON.stringify(used.lines)).not.toContain(made.data?.key);
    const list = await api<ApiKey[]>("GET", "/api/api-keys?withTotal=true", { cookie });
    expect(list.data).toEqual([expect.objectContaining({ id: made.data?.id, name: "Nightly" })]);
    expect(list.text).not.toContain(made.data?.key);
    const path = `/api/api-keys/${made.data?.id}`;
    expect((await api<ApiKey>("PATCH", path, { cookie, body: { name: "Weekly" } })).data?.name).toBe("Weekly");
    expect((await api("DELETE", path, { cookie })).status).toBe(200);
    expect((await api("DELETE", path, { cookie })).status).toBe(404);
    expect((await api("GET", `/api/users/${person.id}`, { headers })).status).toBe(401);
  });

  it.each(["2031-02-30T00:00:00Z", "tomorrow", "2031-05-01", "2031-05-01T10:00:00+02:00", 1_935_000_000_000, {}])(
    "I10: refuse the date %j",
    async (expiresAt) => {
      const body = { name: "K", scopes: ["account:read"], expiresAt };
      expect(await api("POST", "/api/api-keys", { cookie, body })).toMatchObject({
        status: 400,
        error: { code: "VALIDATION_ERROR", details: [{ field: "expiresAt" }] },
      });
    },
  );

  it("take a date over tRPC as well", async () => {
    const json = { name: "K", scopes: ["account:read"], expiresAt: "2031-05-01T10:00:00.000Z" };
    const body = { json, meta: { values: { expiresAt: ["Date"] } } };
    const { data } = await api<NewApiKey>("POST", "/api/trpc/apiKey.create", { cookie, body });
    expect(new Date(data?.expiresAt ?? 0)).toEqual(new Date(json.expiresAt));
  });

  it("T2: cannot be made by a page of another site", async () => {
    const body = { name: "K", scopes: ["account:read"] };
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect((await api("POST", "/api/api-keys", { cookie, body, headers })).status).toBe(403);
  });
});
