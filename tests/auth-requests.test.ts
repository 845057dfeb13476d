import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "@/schemas/user.schema";
import { processAccountRequests } from "@/services/account-request.service";
import { isFrontMissing } from "./helpers/door-name";
import { fieldsOf } from "./helpers/fields";
import { lastMailTo } from "./helpers/mails";
import { api } from "./helpers/request";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

type Session = { user: User; session: { id: string } } | null;

let person: TestUser;

beforeAll(async () => {
  person = await makeUser({ email: "ada@example.org", password: true });
});

const signIn = (email: string, password: string, cookie?: string) =>
  api<User>("POST", "/api/auth/sign-in", { body: { email, password }, ...(cookie && { cookie }) });
const whoAmI = (cookie: string) => api<Session>("GET", "/api/auth/session", { cookie });
const cookieOf = (headers: Headers) => headers.get("set-cookie")?.split(";", 1)[0] ?? "";

describe("the whole way in and out, over REST", () => {
  // The other process has a worker of its own, which takes the mail away.
  it.runIf(!isFrontMissing)("goes from sign-up over the mailed link and the session to sign-out", async () => {
    const body = { email: "new@example.org", password: PASSWORD, name: "New Person" };
    const signUp = await api("POST", "/api/auth/sign-up", { body });
    expect([signUp.status, signUp.headers.get("set-cookie")]).toEqual([202, null]);
    await processAccountRequests();
    expect((await signIn(body.email, PASSWORD)).status).toBe(403);
    const { token } = await lastMailTo(body.email);
    expect((await api("POST", "/api/auth/verify-email", { body: { token } })).data).toEqual({ emailVerified: true });
    const { status, data, headers } = await signIn(body.email, PASSWORD);
    expect([status, data]).toMatchObject([
      200,
      { email: body.email, emailVerified: true, createdAt: expect.stringMatching(/Z$/) },
    ]);
    const cookie = cookieOf(headers);
    expect((await whoAmI(cookie)).data?.user.email).toBe(body.email);
    const out = await api("POST", "/api/auth/sign-out", { cookie });
    expect(out.headers.get("set-cookie")).toBe("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    expect(await whoAmI(cookie)).toMatchObject({ status: 200, data: null });
  });

  it("A13: the cookie is HttpOnly, SameSite=Lax, Path=/, and has no Domain", async () => {
    const { headers, text } = await signIn("ada@example.org", PASSWORD);
    expect(headers.get("set-cookie")).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/);
    expect(text).not.toContain(cookieOf(headers).slice("session=".length));
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("A11: a sign-in ends the session that came with it", async () => {
    const first = cookieOf((await signIn("ada@example.org", PASSWORD)).headers);
    const second = cookieOf((await signIn("ada@example.org", PASSWORD, first)).headers);
    expect([(await whoAmI(first)).data, (await whoAmI(second)).data?.user.id]).toEqual([null, person.id]);
  });

  it("sets a new password by a link", async () => {
    const invited = await makeUser({ email: "invited@example.org", verified: false });
    await api("POST", "/api/auth/sign-up", { body: { email: invited.email, password: PASSWORD, name: "X" } });
    const { token } = await lastMailTo(invited.email);
    const body = { token, password: "amber-lantern-over-moss-7" };
    expect((await api("POST", "/api/auth/reset-password", { body })).data).toEqual({ passwordChanged: true });
    const again = await api("POST", "/api/auth/reset-password", { body });
    expect(again).toMatchObject({ status: 400, error: { code: "VALIDATION_ERROR", details: [{ field: "token" }] } });
    expect((await signIn(invited.email, body.password)).status).toBe(200);
  });
});

describe("what a stranger can tell", () => {
  const shape = ({ status, headers, text }: { status: number; headers: Headers; text: string }) => {
    const fields = fieldsOf(headers);
    const body = text.replace(/"meta":\{.*\}/, "");
    return JSON.stringify({ status, fields, body });
  };

  it("A1: of a failed sign-in is nothing: status, fields and length are the same", async () => {
    await makeUser({ email: "off@example.org", password: true, status: "DISABLED" });
    await makeUser({ email: "unverified@example.org", password: true, verified: false });
    const answers = [
      await signIn("unknown@example.org", PASSWORD),
      await signIn("ada@example.org", "not the password"),
      await signIn("off@example.org", PASSWORD),
      await signIn("unverified@example.org", "not the password"),
    ];
    expect(answers[0]).toMatchObject({ status: 401, error: { code: "UNAUTHENTICATED" } });
    expect(answers[0]?.headers.get("www-authenticate")).toMatch(/^\w/);
    expect(new Set(answers.map(shape)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get("content-length"))).size).toBe(1);
  });

  it("A3: of a sign-up is nothing", async () => {
    const signUp = (email: string) =>
      api("POST", "/api/auth/sign-up", { body: { email, password: PASSWORD, name: "X" } });
    const answers = [
      await signUp("fresh-one@example.org"),
      await signUp("ada@example.org"),
      await signUp("off@example.org"),
    ];
    expect(new Set(answers.map(shape)).size).toBe(1);
  });
});

describe("credentials that are not good (A23)", () => {
  it.each(["", "Bearer", "Bearer x", "Basic eDp5", "rubbish", "Bearer \u00ff", "x".repeat(4_000)])(
    "an Authorization field of %j is a 401 with WWW-Authenticate, beside a good cookie as well",
    async (authorization) => {
      const { cookie } = await signedIn(person);
      for (const credentials of [{}, { cookie }]) {
        for (const path of ["/api/auth/session", `/api/users/${person.id}`, "/api/users"]) {
          const result = await api("GET", path, { headers: { authorization }, ...credentials });
          expect(result).toMatchObject({ status: 401, error: { code: "UNAUTHENTICATED" } });
          expect(result.headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
        }
      }
    },
  );

  it.each([
    "session=",
    "session=x",
    `session=${"A".repeat(43)}`,
    "session=%00",
    ";;;",
    "session",
    `session=${"x".repeat(6_000)}`,
    "s\u00ffession=1",
  ])("a Cookie field of %j is a 401 where somebody is needed, and nobody where not", async (cookie) => {
    const refused = await api("GET", `/api/users/${person.id}`, { headers: { cookie } });
    expect(refused).toMatchObject({ status: 401, error: { code: "UNAUTHENTICATED" } });
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
    expect(await api("GET", "/api/auth/session", { headers: { cookie } })).toMatchObject({ status: 200, data: null });
  });

  it("two session cookies are nobody's", async () => {
    const { cookie } = await signedIn(person);
    expect(
      (await api("GET", `/api/users/${person.id}`, { headers: { cookie: `${cookie}; session=${"A".repeat(43)}` } }))
        .status,
    ).toBe(401);
  });
});

describe("the links in mails (A20)", () => {
  it("lead to APP_URL, whatever host the request names", async () => {
    const headers = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
      "x-forwarded-proto": "https",
    };
    await api("POST", "/api/auth/sign-up", {
      body: { email: "host@example.org", password: PASSWORD, name: "H" },
      headers,
    });
    const mail = await lastMailTo("host@example.org");
    expect(mail.text).toContain("http://localhost:3000/verify-email#token=");
    expect(JSON.stringify(mail)).not.toContain("evil");
  });
});
