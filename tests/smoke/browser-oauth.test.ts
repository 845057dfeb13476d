import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, newVisitor, openPage, otherThan } from "../helpers/browser";
import { OidcServer } from "../helpers/oidc-server";
import { checkLooks } from "../helpers/page-check";
import { CLIENT } from "../helpers/provider-door";
import { freePort } from "../helpers/server-process";
import { makePerson, signInByPassword, signOutFrom } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";

const DOROTHY = { name: "Dorothy Vaughan", email: "dorothy@example.org", password: "plum-orbit-canvas-heron" };
const STRANGER = { email: "stranger@elsewhere.example", email_verified: true, name: "A Stranger" };
const THEIRS = { email: "dorothy@elsewhere.example", email_verified: true, name: "Dorothy" };

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("signing in through a provider in Chromium", () => {
  let web: Web;
  let issuer: string;
  let provider: Server;

  beforeAll(async () => {
    const port = await freePort();
    issuer = `http://127.0.0.1:${await freePort()}`;
    const oidc = await OidcServer.start(issuer, `http://localhost:${port}/oauth/callback`);
    oidc.people.set("stranger", STRANGER);
    oidc.people.set("dorothy", THEIRS);
    provider = createServer((request, response) => void oidc.answer(request, response));
    provider.listen(Number(new URL(issuer).port), "127.0.0.1");
    await once(provider, "listening");
    const acme = { id: "acme", name: "Acme", issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret };
    const OIDC_PROVIDERS = JSON.stringify([acme]);
    web = await openWeb({ env: { PORT: String(port), OIDC_PROVIDERS } });
    await makePerson(web.url, web.mailDir, DOROTHY);
  });

  afterAll(async () => {
    await web.close();
    provider.closeAllConnections();
    provider.close();
  });

  /** The provider signs in whomever the address names, as nobody can type there. */
  async function openPageAs(person: string, browser = web.browser): Promise<{ page: Page; complaints: string[] }> {
    const opened = await openPage(browser);
    await opened.page.route(
      (url) => url.origin === issuer && url.pathname === "/auth",
      (route) => route.continue({ url: `${route.request().url()}&login_hint=${person}` }),
    );
    return opened;
  }

  it("opens an account for a stranger, and keeps the only way in", async () => {
    const { page, complaints } = await openPageAs("stranger");
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with Acme" }).waitFor();
    await checkLooks(page, "sign-in-provider");
    await page.getByRole("button", { name: "Sign in with Acme" }).click();
    await page.getByText(STRANGER.email).waitFor();
    expect(page.url()).toBe(`${web.url}/account`);
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: "Remove: Acme" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText(/^req_/).waitFor();
    await checkLooks(page, "identity-last-way");
    await signOutFrom(page, web.url);
    expect(otherThan(complaints, 409)).toEqual([]);
    await page.close();
  });

  it("links a provider to an account with a password, signs in with it, and removes it", async () => {
    const { page, complaints } = await openPageAs("dorothy");
    await signInByPassword(page, web.url, DOROTHY);
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: "Link Acme" }).click();
    // The provider still knows the stranger, whose account there is linked already.
    await page.getByText(/^req_/).waitFor();
    expect(page.url()).toBe(`${web.url}/oauth/callback`);
    await checkLooks(page, "identity-taken");
    await web.browser.clearCookies({ domain: "127.0.0.1" });
    await page.goto(`${web.url}/account/security`);
    await page.getByRole("button", { name: "Link Acme" }).click();
    await page.getByRole("button", { name: "Remove: Acme" }).waitFor();
    expect(page.url()).toBe(`${web.url}/account/security`);
    await checkLooks(page, "identity-linked");
    await signOutFrom(page, web.url);
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with Acme" }).click();
    await page.getByText(DOROTHY.email).waitFor();
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: "Remove: Acme" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("None is linked.").waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent?.slice(0, 40)))
      .toContain("Accounts elsewhere");
    expect(otherThan(complaints, 409)).toEqual([]);
    await page.close();
  });

  it("T5: leads back to the page that was asked for, and never anywhere else", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPageAs("stranger", visitor);
    const withAcme = page.getByRole("button", { name: "Sign in with Acme" });
    await page.goto(`${web.url}/account/sessions?sort=a`);
    await withAcme.click();
    await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
    expect(page.url()).toBe(`${web.url}/account/sessions?sort=a`);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await signOutFrom(page, web.url);

    await page.goto(`${web.url}/sign-in?next=${encodeURIComponent("//evil.example")}`);
    await withAcme.click();
    await page.getByText(STRANGER.email).waitFor();
    expect(page.url()).toBe(`${web.url}/account`);
    await signOutFrom(page, web.url);

    // Whatever is in the tab's storage by the time of the way back.
    await page.addInitScript(() => {
      if (location.pathname === "/oauth/callback") sessionStorage.setItem("oauth.next", "https://evil.example/account");
    });
    await page.goto(`${web.url}/sign-in?next=/account/activity`);
    await withAcme.click();
    await page.getByText(STRANGER.email).waitFor();
    expect(page.url()).toBe(`${web.url}/account`);
    await visitor.close();
  });

  it("keeps the page that was asked for over an attempt that was given up", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await page.goto(`${web.url}/sign-in?next=/account/activity`);
    // What the provider sends back when the person refuses.
    await page.route(
      (url) => url.origin === issuer && url.pathname === "/auth",
      (route) =>
        route.fulfill({ status: 302, headers: { location: `${web.url}/oauth/callback?error=access_denied&state=s` } }),
    );
    await page.getByRole("button", { name: "Sign in with Acme" }).click();
    await page.getByText("did not confirm who you are").waitFor();
    await page.getByRole("link", { name: "To the sign-in page" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/account/activity");
    await visitor.close();
  });

  it("A18: lets who has no password confirm by signing in again, and leads back", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPageAs("stranger", visitor);
    await page.goto(`${web.url}/sign-in?next=/account/security`);
    await page.getByRole("button", { name: "Sign in with Acme" }).click();
    const setUp = page.getByRole("button", { name: "Set up an authenticator app" });
    await setUp.waitFor();
    await web.db.session.updateMany({ data: { authenticatedAt: new Date(Date.now() - 3_600_000) } });
    await setUp.click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign in again" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByRole("button", { name: "Sign in with Acme" }).click();
    await setUp.click();
    await page.locator("[data-secret]").waitFor();
    expect(page.url()).toBe(`${web.url}/account/security`);
    await visitor.close();
  });
});
