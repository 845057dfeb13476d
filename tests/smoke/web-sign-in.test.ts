import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakTable } from "../helpers/broken-table";
import { findChromium, newVisitor, openPage, otherThan } from "../helpers/browser";
import { expectNothingInternal } from "../helpers/envelope";
import { call, cookieOf } from "../helpers/http";
import { checkLooks } from "../helpers/page-check";
import { enterPassword, makePerson, signInByPassword, signOutFrom } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";
import { loseConnection } from "../helpers/web-failures";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };
const { name: _name, ...CREDENTIALS } = GRACE;
const WRONG = { email: GRACE.email, password: "not this one at all" };
const PRIVATE = ["/account", "/account/security", "/account/sessions", "/account/api-keys", "/account/activity"];
const ADMINS = ["/admin/users", "/admin/users/0198c2f0-0000-7000-8000-000000000000", "/admin/audit", "/admin/system"];
const ELSEWHERE = [
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example/account",
  "https:evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/.//evil.example",
  "%2F%2Fevil.example",
  "/api/docs",
  "",
];

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("signing in and out in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, GRACE);
  });

  afterAll(() => web.close());

  it.each([...PRIVATE, ...ADMINS])(
    "T5: sends nobody from %s to sign in, with nothing of the page in the answer",
    async (path) => {
      const answer = await fetch(web.url + path, { redirect: "manual" });
      expect(answer.status).toBe(307);
      expect(answer.headers.get("location")).toBe(
        path === "/account" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`,
      );
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await answer.text()).not.toMatch(/main-navigation|<nav|@example/);
    },
  );

  it("leads back to the page that was asked for, once the person has signed in", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account/sessions?sort=a`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("E-mail address").fill(GRACE.email);
    await page.getByLabel("Password", { exact: true }).fill(GRACE.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    expect(page.url()).toBe(`${web.url}/account/sessions?sort=a`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("T5: never leads anywhere else after a sign-in", async () => {
    const signedIn = await call("POST", `${web.url}/api/auth/sign-in`, { body: CREDENTIALS });
    const cookie = cookieOf(signedIn);
    for (const next of ELSEWHERE) {
      const answer = await fetch(`${web.url}/sign-in?next=${encodeURIComponent(next)}`, {
        redirect: "manual",
        headers: { cookie },
      });
      expect([next, answer.status, answer.headers.get("location")]).toEqual([next, 307, "/account"]);
    }
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    await enterPassword(page, web.url, GRACE, `?next=${encodeURIComponent(ELSEWHERE[0] ?? "")}`);
    await page.getByText("Member since").waitFor();
    expect(page.url()).toBe(`${web.url}/account`);
    expect(complaints).toEqual([]);
    await visitor.close();
  });

  it("says the same of a wrong password and of an address that nobody has, and when to try again after too many", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    await enterPassword(page, web.url, WRONG);
    const said = page.getByText("The e-mail address or the password is wrong.");
    await said.waitFor();
    await checkLooks(page, "sign-in-wrong");
    await enterPassword(page, web.url, { ...WRONG, email: "nobody@example.org" });
    await said.waitFor();
    await web.db.signInFailure.updateMany({ data: { failures: 20, lastFailedAt: new Date() } });
    await enterPassword(page, web.url, GRACE);
    await page.getByText(/Try again in \d+ (seconds?|minutes)\./).waitFor();
    await checkLooks(page, "sign-in-too-many");
    await web.db.signInFailure.deleteMany();
    expect(otherThan(complaints, 401, 429)).toEqual([]);
    await visitor.close();
  });

  it("says with the request ID that the server failed, which the log has as well, and nothing of why", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    await page.goto(`${web.url}/sign-in`);
    const mend = await breakTable(web.db, "users");
    await page.getByLabel("E-mail address").fill(GRACE.email);
    await page.getByLabel("Password", { exact: true }).fill(GRACE.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Copy the request ID" }).click();
    await page.getByText("Copied").waitFor();
    await mend();
    const requestId = await page.evaluate(() => navigator.clipboard.readText());
    expect(requestId).toMatch(/^req_/);
    expect(await page.locator("body").textContent()).toContain(requestId);
    expectNothingInternal((await page.locator("body").textContent()) ?? "");
    expect(web.server.output()).toContain(requestId);
    await checkLooks(page, "sign-in-failed");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Member since").waitFor();
    expect(otherThan(complaints, 500)).toEqual([]);
    await visitor.close();
  });

  it("says that the connection is lost, and signs in once it is back", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await page.goto(`${web.url}/sign-in`);
    const mend = await loseConnection(page, "auth.signIn");
    await page.getByLabel("E-mail address").fill(GRACE.email);
    await page.getByLabel("Password", { exact: true }).fill(GRACE.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The server cannot be reached.").waitFor();
    await checkLooks(page, "sign-in-offline");
    await mend();
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Member since").waitFor();
    await visitor.close();
  });

  it("shows nothing private by Back after a sign-out", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await signInByPassword(page, web.url, GRACE);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    await signOutFrom(page, web.url);
    for (let step = 0; step < 3; step += 1) {
      await page.goBack({ waitUntil: "commit" });
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(await page.locator("body").textContent()).not.toContain(GRACE.email);
    }
    await visitor.close();
  });

  it("shows nothing private by Back once a page has learnt that the session was ended elsewhere", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await signInByPassword(page, web.url, GRACE);
    const navigation = page.getByRole("navigation", { name: "Main" });
    await navigation.getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    await web.db.session.deleteMany();
    await navigation.getByRole("link", { name: "Activity" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    for (let step = 0; step < 2; step += 1) {
      await page.goBack({ waitUntil: "commit" });
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(await page.locator("body").textContent()).not.toContain(GRACE.email);
    }
    await visitor.close();
  });

  it("ends a session in one browser that is then out in the other", async () => {
    const [here, there] = [await newVisitor(web.chromium), await newVisitor(web.chromium)];
    const { page } = await openPage(here);
    const { page: other } = await openPage(there);
    await signInByPassword(page, web.url, GRACE);
    await signInByPassword(other, web.url, GRACE);
    await page.goto(`${web.url}/account/sessions`);
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End all others" }).click();
    await expect.poll(() => web.db.session.count()).toBe(1);
    await other.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API keys" }).click();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(other.url()).searchParams.get("next")).toBe("/account/api-keys");
    await page.reload();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    await here.close();
    await there.close();
  });

  it("allows scripts and style elements only by the nonce of the answer", async () => {
    const policies = await Promise.all(
      ["/", "/sign-in", "/nowhere"].map(
        async (path) => (await fetch(web.url + path)).headers.get("content-security-policy") ?? "",
      ),
    );
    for (const policy of policies) {
      const directives = new Map(policy.split("; ").map((part) => [part.split(" ")[0], part]));
      expect(directives.get("script-src")).toMatch(/^script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'$/);
      expect(directives.get("style-src")).toMatch(/^style-src 'self' 'nonce-[\w+/=]{24}'$/);
    }
    expect(new Set(policies).size).toBe(policies.length);
  });
});
