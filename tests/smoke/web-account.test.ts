import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { findChromium, newVisitor, openPage, otherThan } from "../helpers/browser";
import { call, cookieOf } from "../helpers/http";
import { linkFromMail } from "../helpers/mail-files";
import { checkLooks } from "../helpers/page-check";
import { enterPassword, makePerson, signInByPassword } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";
import { holdBack, loseConnection, PLANTED_ID, refuse } from "../helpers/web-failures";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };
const RADIA = { name: "Radia Perlman", email: "radia@example.org", password: "spanning-trees-over-bridges" };
const CREDENTIALS = { email: GRACE.email, password: GRACE.password };
const FAULT = new AppError("INTERNAL_ERROR");

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("an account's pages when something goes wrong, in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, GRACE);
    await makePerson(web.url, web.mailDir, RADIA);
    const { page } = await openPage(web.browser);
    await signInByPassword(page, web.url, GRACE);
    await page.close();
  });

  afterAll(() => web.close());

  it("says what is wrong with a name, and keeps the old one where the server fails or is away", async () => {
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account`);
    const name = page.getByLabel("Your name");
    const save = page.getByRole("button", { name: "Save the name" });
    await name.fill(" ");
    await save.click();
    await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => name.evaluate((element) => element === document.activeElement)).toBe(true);
    await name.fill("Grace B. Hopper");
    const mend = await refuse(page, "account.update", FAULT);
    const mendOther = await refuse(page, "user.update", FAULT);
    await save.click();
    await page.getByText(PLANTED_ID).first().waitFor();
    await page
      .getByRole("definition")
      .filter({ hasText: /^Grace Hopper$/ })
      .waitFor();
    await mend();
    await mendOther();
    await save.click();
    await page
      .getByRole("definition")
      .filter({ hasText: /^Grace B. Hopper$/ })
      .waitFor();
    await page.close();
  });

  it("answers the same where the new address is taken, and says when its link has expired", async () => {
    const { page, complaints } = await openPage(web.browser);
    for (const email of [RADIA.email, "g.hopper@example.org"]) {
      await page.goto(`${web.url}/account`);
      await page.getByLabel("New e-mail address").fill(email);
      await page.getByRole("button", { name: "Change the address" }).click();
      await page.getByText("Your address changes once you have opened it.").waitFor();
    }
    const link = await linkFromMail(web.mailDir, "confirmEmail", "g.hopper@example.org");
    await web.db.verificationToken.updateMany({ data: { expiresAt: new Date(Date.now() - 1_000) } });
    await page.goto(link);
    await page.getByRole("button", { name: "Use this address" }).click();
    await page.getByText("The link is not valid any more.").waitFor();
    await checkLooks(page, "confirm-email-expired");
    expect(await web.db.user.count({ where: { email: GRACE.email } })).toBe(1);
    expect(otherThan(complaints, 400, 404, 410, 422)).toEqual([]);
    await page.close();
  });

  it("shows a session as ended at once, and takes that back where the server fails or has had enough", async () => {
    const elsewhere = cookieOf(await call("POST", `${web.url}/api/auth/sign-in`, { body: CREDENTIALS }));
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account/sessions`);
    const button = page.getByRole("button", { name: "End: Unknown device" });
    await button.waitFor();
    const release = await holdBack(page, "session.remove");
    await button.click();
    // Before the server knows.
    await expect.poll(() => button.count()).toBe(0);
    expect((await call("GET", `${web.url}/api/sessions`, { cookie: elsewhere })).status).toBe(200);
    const mend = await refuse(
      page,
      "session.remove",
      new AppError("RATE_LIMITED", { headers: { "Retry-After": "7" } }),
    );
    await page.reload();
    await release();
    await button.waitFor();
    await button.click();
    await page.getByText("Try again in 7 seconds.").waitFor();
    await button.waitFor();
    await checkLooks(page, "sessions-refused");
    await mend();
    await button.click();
    await page.getByText("The session has ended.").waitFor();
    expect((await call("GET", `${web.url}/api/sessions`, { cookie: elsewhere })).status).toBe(401);
    await page.close();
  });

  it("has a key's old name back where the server is away", async () => {
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account/api-keys`);
    await page.getByLabel("Name", { exact: true }).fill("Nightly export");
    await page.getByRole("checkbox", { name: "Read your own account" }).check();
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("button", { name: "Copy the key" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[\w-]{30,}$/);
    await page.getByRole("button", { name: "I have kept it" }).click();
    const mend = await loseConnection(page, "apiKey.update");
    await page.getByRole("button", { name: "Rename: Nightly export" }).click();
    await page.getByLabel("New name").fill("Weekly export");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The server cannot be reached.").waitFor();
    await page.getByRole("button", { name: "Rename: Nightly export" }).waitFor();
    await mend();
    await page.close();
  });

  it("takes no wrong code when an authenticator app is set up, nor at the second step", async () => {
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account/security`);
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    const secret = (await page.locator("[data-secret]").textContent())?.replaceAll(" ", "") ?? "";
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const right = totp.generate();
    const wrong = right === "123456" ? "654321" : "123456";
    await page.getByLabel("Code", { exact: true }).fill(wrong);
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByText("Is not the code that the app shows now.").waitFor();
    await checkLooks(page, "totp-wrong");
    await page.getByLabel("Code", { exact: true }).fill(totp.generate());
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByRole("dialog", { name: "Your recovery codes" }).waitFor();
    await page.getByRole("button", { name: "I have kept them" }).click();

    const visitor = await newVisitor(web.chromium);
    const second = await openPage(visitor);
    await enterPassword(second.page, web.url, CREDENTIALS);
    await second.page.getByLabel("Code", { exact: true }).fill(wrong);
    await second.page.getByRole("button", { name: "Go on" }).click();
    await second.page.getByText("Is wrong, or was used before.").waitFor();
    await checkLooks(second.page, "second-factor-wrong");
    expect(otherThan(second.complaints, 400, 401, 422)).toEqual([]);
    await visitor.close();

    await page.getByRole("button", { name: "Turn it off" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Turn it off" }).click();
    await page.getByRole("button", { name: "Set up an authenticator app" }).waitFor();
    await page.close();
  });

  it("refuses a common password, and changes it to a good one, which ends every other session", async () => {
    const elsewhere = cookieOf(await call("POST", `${web.url}/api/auth/sign-in`, { body: CREDENTIALS }));
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account/security`);
    const field = page.getByLabel("New password", { exact: true });
    await field.fill("gatehouse gatehouse 1");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("Must not contain the name of this service.").waitFor();
    await field.fill("a-quiet-harbour-at-dawn");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("Your password is changed").waitFor();
    expect((await call("GET", `${web.url}/api/sessions`, { cookie: elsewhere })).status).toBe(401);
    await page.close();
  });

  it("asks to sign in again, and leads back, as soon as the session is known to be over", async () => {
    const { page } = await openPage(web.browser);
    await page.goto(`${web.url}/account/api-keys`);
    await page.getByRole("button", { name: "Revoke: Nightly export" }).click();
    await web.db.session.deleteMany();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/account/api-keys");
    expect(await page.locator("body").textContent()).not.toContain("Nightly export");
    await page.close();
  });
});
