import type { Page } from "playwright-core";
import { expect } from "vitest";
import { call } from "./http";
import { linkFromMail } from "./mail-files";

export type SmokePerson = { name: string; email: string; password: string };

/** Signs a person up over HTTP, and confirms the address by the mail that the server has written. */
export async function makePerson(url: string, mailDir: string, person: SmokePerson): Promise<void> {
  const signedUp = await call("POST", `${url}/api/auth/sign-up`, { body: person });
  expect(signedUp.status).toBe(202);
  const link = await linkFromMail(mailDir, "verifyEmail", person.email);
  const token = new URL(link).hash.replace("#token=", "");
  const verified = await call("POST", `${url}/api/auth/verify-email`, { body: { token } });
  expect(verified.status).toBe(200);
}

type Credentials = Pick<SmokePerson, "email" | "password">;

/** Fills the first form of the sign-in page in, and sends it. */
export async function enterPassword(
  page: Page,
  url: string,
  { email, password }: Credentials,
  query = "",
): Promise<void> {
  await page.goto(`${url}/sign-in${query}`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in by password alone, and waits for the account's page. */
export async function signInByPassword(page: Page, url: string, credentials: Credentials): Promise<void> {
  await enterPassword(page, url, credentials);
  await page.getByText("Member since").waitFor();
}

/** Ends the session of the page's browser. */
export async function signOutFrom(page: Page, url: string): Promise<void> {
  if (!page.url().startsWith(`${url}/account`)) await page.goto(`${url}/account`);
  await page.getByRole("button", { name: "Menu of" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  // Whoever goes on at once would break the page off while it still comes.
  await page.waitForLoadState();
}
