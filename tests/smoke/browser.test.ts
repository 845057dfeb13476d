import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, openPage } from "../helpers/browser";
import { checkLooks, checkPage, type PageCheck } from "../helpers/page-check";
import { run } from "../helpers/server-process";
import { openWeb, type Web } from "../helpers/web";

const PAGES: PageCheck[] = [
  { path: "/", heading: "The account backend that you start from and keep", name: "home" },
  { path: "/sign-in", heading: "Sign in", name: "sign-in" },
  { path: "/sign-up", heading: "Open an account", name: "sign-up" },
  { path: "/verify-email", heading: "Confirm your address", name: "verify-email" },
  { path: "/reset-password", heading: "Choose a password", name: "reset-password" },
  { path: "/forgot-password", heading: "Forgotten password", name: "forgot-password" },
  { path: "/resend-verification", heading: "New confirmation link", name: "resend-verification" },
  { path: "/confirm-email", heading: "Confirm your new address", name: "confirm-email" },
  { path: "/docs/errors", heading: "Error codes", name: "docs-errors" },
  { path: "/docs/errors/REAUTHENTICATION_REQUIRED", heading: "REAUTHENTICATION_REQUIRED", name: "docs-error" },
  { path: "/docs/changes", heading: "Changes of the API", name: "docs-changes" },
  { path: "/oauth/callback", heading: "Coming back", name: "oauth-callback", waitFor: "was begun elsewhere" },
];

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("the pages for everybody in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
  });

  afterAll(() => web.close());

  it.each(PAGES)("renders $path for nobody, without a complaint", async (check) => {
    const { page, complaints } = await openPage(web.browser);
    await checkPage(page, web.url, check);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("takes what a provider sends back out of the address bar at once, and says what went wrong", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/oauth/callback?error=access_denied&state=s`);
    await page.getByText("was begun elsewhere").waitFor();
    expect(page.url()).toBe(`${web.url}/oauth/callback`);
    await page.evaluate(() => sessionStorage.setItem("oauth.signIn", "x"));
    await page.goto(`${web.url}/oauth/callback?error=access_denied&state=s`);
    await page.getByText("did not confirm who you are").waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says what is wrong with a form, by its own schema and by the server's answer", async () => {
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/sign-up`);
    await page.getByLabel("Name").fill("Grace Hopper");
    await page.getByLabel("E-mail address").fill("nonsense");
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Open the account" }).click();
    await page.getByText("Must be a valid e-mail address.").waitFor();
    await page.getByText("Must be at least 15 characters long.").waitFor();
    await checkLooks(page, "sign-up-invalid");
    await page.getByLabel("E-mail address").fill("grace@example.org");
    await page.getByLabel("Password", { exact: true }).fill("gatehouse gatehouse 1");
    await page.getByRole("button", { name: "Open the account" }).click();
    await page.getByText("Must not contain the name of this service.").waitFor();
    await checkLooks(page, "sign-up-refused");
    await page.close();
  });

  it("takes a link's token out of the address bar at once, and sets the password with it", async () => {
    const command = ["--import", "tsx", "src/cli/user-admin.ts", "grace@example.org"];
    const invitation = await run({ command, env: { DATABASE_URL: web.databaseUrl, APP_URL: web.url } });
    expect(await invitation.ended, invitation.output()).toBe(0);
    const link = /http\S+#token=\S+/.exec(invitation.output())?.[0] ?? "";
    const { page, complaints } = await openPage(web.browser);
    await page.goto(link);
    await expect.poll(() => page.url()).toBe(`${web.url}/reset-password`);
    await page.getByLabel("New password", { exact: true }).fill("a-quiet-harbour-at-dawn");
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByText("Your password is set").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
