import { describe, expect, it } from "vitest";
import { createPageContext, mayOpen } from "@/server/page-context";
import { createCaller } from "@/server/root";
import { captureLogs } from "./helpers/logs";
import { makeUser, signedIn } from "./helpers/world";

const REQUEST_ID = "req_01j000000000000000000page1";

function headersWith(sessionToken?: string): Headers {
  const cookie = sessionToken === undefined ? "theme=dark" : `theme=dark; session=${sessionToken}`;
  return new Headers({ "x-request-id": REQUEST_ID, cookie, "user-agent": "Firefox" });
}

async function contextOf(role: "USER" | "ADMIN") {
  const user = await makeUser({ role });
  const { token } = await signedIn(user);
  return { user, token, context: createPageContext(headersWith(token)) };
}

describe("the context of a page", () => {
  it("knows the visitor by the session's cookie, and its log lines carry the page's request ID", async () => {
    const { user, context } = await contextOf("USER");
    const { result, lines } = await captureLogs(() => createCaller(context).auth.session());
    expect(result.data?.user.id).toBe(user.id);
    expect(result.meta.requestId).toBe(REQUEST_ID);
    const line = lines.find(({ path }) => path === "auth.session");
    expect(line).toMatchObject({ requestId: REQUEST_ID, surface: "page", caller: `user:${user.id}` });
  });

  it("is nobody's without a session, and with one that is over", async () => {
    const { context } = await contextOf("USER");
    await createCaller(context).auth.signOut();
    const over = createPageContext(headersWith(context.sessionToken ?? ""));
    for (const nobody of [createPageContext(headersWith()), over]) {
      expect((await createCaller(nobody).auth.session()).data).toBeNull();
    }
  });

  it("takes no key for a visitor: pages are for people", async () => {
    const headers = headersWith();
    headers.set("authorization", "Bearer gh_something");
    expect((await createCaller(createPageContext(headers)).auth.session()).data).toBeNull();
  });

  it("has a request ID of its own where none that is harmless came", () => {
    expect(createPageContext(new Headers()).requestId).toMatch(/^req_/);
    expect(createPageContext(new Headers({ "x-request-id": "a b" })).requestId).toMatch(/^req_/);
  });
});

describe("mayOpen", () => {
  it("opens to an admin what is for admins", async () => {
    const { context } = await contextOf("ADMIN");
    expect(await mayOpen(context, "users:read")).toBe(true);
    expect(await mayOpen(context, "account:read")).toBe(true);
  });

  it("opens none of it to a user, nor to nobody", async () => {
    const { context } = await contextOf("USER");
    expect(await mayOpen(context, "users:read")).toBe(false);
    expect(await mayOpen(createPageContext(headersWith()), "account:read")).toBe(false);
  });
});
