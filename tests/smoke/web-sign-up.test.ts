import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { findChromium, newVisitor, openPage, otherThan } from "../helpers/browser";
import { linkFromMail } from "../helpers/mail-files";
import { checkLooks } from "../helpers/page-check";
import { makePerson, signInByPassword } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";
import { loseConnection, PLANTED_ID, refuse } from "../helpers/web-failures";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };
const RADIA = { name: "Radia Perlman", email: "radia@example.org", password: "spanning-trees-over-bridges" };
const NEW_PASSWORD = "a-quiet-harbour-at-dawn";

type Form = { path: string; procedure: string; fields: Record<string, string>; button: string; answer: string };

const FORMS: Form[] = [
  {
    path: "/sign-up",
    procedure: "auth.signUp",
    fields: { Name: "Hedy Lamarr", "E-mail address": "hedy@example.org", Password: "hopping-frequencies-88" },
    button: "Open the account",
    answer: "a link is on its way to it",
  },
  {
    path: "/forgot-password",
    procedure: "auth.forgotPassword",
    fields: { "E-mail address": "nobody@example.org" },
    button: "Send the link",
    answer: "a link is on its way to it",
  },
  {
    path: "/resend-verification",
    procedure: "auth.resendVerification",
    fields: { "E-mail address": "nobody@example.org" },
    button: "Send a new link",
    answer: "a new link is on its way to it",
  },
];

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
}

async function signUp(page: Page, url: string, { name, email, password }: typeof GRACE): Promise<void> {
  await page.goto(`${url}/sign-up`);
  await fill(page, { Name: name, "E-mail address": email, Password: password });
  await page.getByRole("button", { name: "Open the account" }).click();
  await page.getByText("a link is on its way to it").waitFor();
}

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("opening an account in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, RADIA);
  });

  afterAll(() => web.close());

  const expire = () => web.db.verificationToken.updateMany({ data: { expiresAt: new Date(Date.now() - 1_000) } });

  it("opens an account, confirms the address by the mailed link once, and signs in", async () => {
    const { page, complaints } = await openPage(web.browser);
    await signUp(page, web.url, GRACE);
    await checkLooks(page, "sign-up-done");
    const link = await linkFromMail(web.mailDir, "verifyEmail", GRACE.email);
    await page.goto(link);
    await page.getByRole("button", { name: "This address is mine" }).click();
    await page.getByText("Thank you, the address is yours.").waitFor();
    await checkLooks(page, "verify-email-done");
    await signInByPassword(page, web.url, GRACE);
    expect(complaints).toEqual([]);
    const again = await openPage(web.browser);
    await again.page.goto(link);
    await again.page.getByRole("button", { name: "This address is mine" }).click();
    await again.page.getByRole("link", { name: "Send me a new link" }).waitFor();
    await checkLooks(again.page, "verify-email-refused");
    await again.page.close();
    await page.close();
  });

  it("answers the same where the address is taken, and tells its owner by mail", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    await signUp(page, web.url, { ...GRACE, email: RADIA.email });
    expect(await linkFromMail(web.mailDir, "addressTaken", RADIA.email)).toContain(web.url);
    expect(complaints).toEqual([]);
    await visitor.close();
  });

  it("sends a new link where the first has expired", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    const person = { ...GRACE, name: "Karen Jones", email: "karen@example.org" };
    await signUp(page, web.url, person);
    const first = await linkFromMail(web.mailDir, "verifyEmail", person.email);
    await expire();
    // Not so soon after the last one: the pause between two links is over as well.
    await web.db.verificationToken.updateMany({ data: { createdAt: new Date(Date.now() - 3_600_000) } });
    await page.goto(first);
    await page.getByRole("button", { name: "This address is mine" }).click();
    await page.getByRole("link", { name: "Send me a new link" }).click();
    await page.getByRole("heading", { name: "New confirmation link" }).waitFor();
    await fill(page, { "E-mail address": person.email });
    await page.getByRole("button", { name: "Send a new link" }).click();
    await page.getByText("a new link is on its way to it").waitFor();
    await expect.poll(() => linkFromMail(web.mailDir, "verifyEmail", person.email)).not.toBe(first);
    await page.goto(await linkFromMail(web.mailDir, "verifyEmail", person.email));
    await page.getByRole("button", { name: "This address is mine" }).click();
    await page.getByText("Thank you, the address is yours.").waitFor();
    expect(otherThan(complaints, 400, 404, 410, 422)).toEqual([]);
    await visitor.close();
  });

  it("chooses no password by an expired link, but one by a new link", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    async function askForLink(): Promise<void> {
      await page.goto(`${web.url}/forgot-password`);
      await fill(page, { "E-mail address": RADIA.email });
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByText("a link is on its way to it").waitFor();
    }
    await askForLink();
    await checkLooks(page, "forgot-password-done");
    const first = await linkFromMail(web.mailDir, "resetPassword", RADIA.email);
    await expire();
    await web.db.verificationToken.updateMany({ data: { createdAt: new Date(Date.now() - 3_600_000) } });
    await page.goto(first);
    await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByRole("link", { name: "Send me a new link" }).waitFor();
    await checkLooks(page, "reset-password-expired");
    await askForLink();
    await expect.poll(() => linkFromMail(web.mailDir, "resetPassword", RADIA.email)).not.toBe(first);
    await page.goto(await linkFromMail(web.mailDir, "resetPassword", RADIA.email));
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByText("Must be at least 8 characters long.").waitFor();
    await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByText("Your password is set").waitFor();
    await checkLooks(page, "reset-password-done");
    await signInByPassword(page, web.url, { email: RADIA.email, password: NEW_PASSWORD });
    expect(otherThan(complaints, 400, 404, 410, 422)).toEqual([]);
    await visitor.close();
  });

  it.each(FORMS)("keeps what was typed at $path when the server fails, has had enough, or is away", async (form) => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await page.goto(web.url + form.path);
    await fill(page, form.fields);
    const send = () => page.getByRole("button", { name: form.button }).click();

    let mend = await refuse(page, form.procedure, new AppError("RATE_LIMITED", { headers: { "Retry-After": "42" } }));
    await send();
    await page.getByText("Try again in 42 seconds.").waitFor();
    await mend();
    mend = await refuse(page, form.procedure, new AppError("INTERNAL_ERROR"));
    await send();
    await page.getByText("Something went wrong on our side.").waitFor();
    await page.getByText(PLANTED_ID).first().waitFor();
    await mend();
    mend = await loseConnection(page, form.procedure);
    await send();
    await page.getByText("The server cannot be reached.").waitFor();
    await mend();
    for (const [label, text] of Object.entries(form.fields)) {
      expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(text);
    }
    await send();
    await page.getByText(form.answer).waitFor();
    await visitor.close();
  });
});
