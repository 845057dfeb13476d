import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Hands } from "./hands";
import { linkFromMail } from "./mail-files";
import { nextCode } from "./next-code";
import type { SmokePerson } from "./smoke-person";
import type { Web } from "./web";

/** One page, and whoever works it. */
export type Traveller = { web: Web; page: Page; hands: Hands };
type Credentials = Pick<SmokePerson, "email" | "password">;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const inDialog = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });
const navigate = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });

/** From the start page to a confirmed address. */
export async function signUp({ web, page, hands }: Traveller, { name, email, password }: SmokePerson): Promise<void> {
  await page.goto(web.url);
  await hands.press(page.getByRole("link", { name: "Open an account" }));
  await page.getByRole("heading", { name: "Open an account" }).waitFor();
  await hands.fill(field(page, "Name"), name);
  await hands.fill(field(page, "E-mail address"), email);
  await hands.fill(field(page, "Password"), password);
  await hands.press(button(page, "Open the account"));
  await page.getByText("a link is on its way to it").waitFor();
  await page.goto(await linkFromMail(web.mailDir, "verifyEmail", email));
  await hands.press(button(page, "This address is mine"));
  await page.getByText("Thank you, the address is yours.").waitFor();
  await hands.press(page.getByRole("main").getByRole("link", { name: "Sign in" }));
}

/** From the sign-in page to the account's. */
export async function signIn({ web, page, hands }: Traveller, { email, password }: Credentials): Promise<void> {
  if (new URL(page.url()).pathname !== "/sign-in") await page.goto(`${web.url}/sign-in`);
  await hands.fill(field(page, "E-mail address"), email);
  await hands.fill(field(page, "Password"), password);
  await hands.press(button(page, "Sign in"));
}

export async function signOut({ page, hands }: Traveller): Promise<void> {
  await hands.pick(page.getByRole("button", { name: "Menu of" }), page.getByRole("menuitem", { name: "Sign out" }));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** A new name, and a key that works until it is revoked. */
export async function useAccount({ web, page, hands }: Traveller, newName: string): Promise<void> {
  await hands.fill(field(page, "Your name"), newName);
  await hands.press(button(page, "Save the name"));
  await page.getByRole("definition").filter({ hasText: newName }).waitFor();
  await hands.press(navigate(page, "API keys"));
  await page.getByRole("heading", { level: 1, name: "API keys" }).waitFor();
  await hands.fill(field(page, "Name"), "Nightly export");
  await hands.tick(page.getByRole("checkbox", { name: "Read your own account" }));
  await hands.press(button(page, "Make the key"));
  const key = await page.getByRole("dialog").locator("[data-secret]").textContent();
  await hands.press(inDialog(page, "I have kept it"));
  const ask = () => fetch(`${web.url}/api/account/factors`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask()).status).toBe(200);
  await hands.press(page.getByRole("button", { name: "Revoke: Nightly export" }));
  await hands.press(inDialog(page, "Revoke"));
  await page.getByText("You have no keys.").waitFor();
  await expect.poll(async () => (await ask()).status).toBe(401);
}

/** Sets an authenticator app up. @returns what makes the code for the next sign-in */
export async function setUpTotp({ page, hands }: Traveller): Promise<() => string> {
  await hands.press(navigate(page, "Security"));
  await hands.press(button(page, "Set up an authenticator app"));
  const secret = (await page.locator("[data-secret]").textContent())?.replaceAll(" ", "") ?? "";
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await hands.fill(field(page, "Code"), totp.generate());
  await hands.press(button(page, "Turn it on"));
  await page.getByRole("dialog", { name: "Your recovery codes" }).waitFor();
  await hands.press(inDialog(page, "I have kept them"));
  await page.getByText("10 recovery codes are left").waitFor();
  return () => nextCode(totp);
}

/** From the sign-in page to a new password. */
export async function resetPassword({ web, page, hands }: Traveller, { email, password }: Credentials): Promise<void> {
  await hands.press(page.getByRole("link", { name: "I have forgotten my password" }));
  await page.getByRole("heading", { name: "Forgotten password" }).waitFor();
  await hands.fill(field(page, "E-mail address"), email);
  await hands.press(button(page, "Send the link"));
  await page.getByText("a link is on its way to it").waitFor();
  await page.goto(await linkFromMail(web.mailDir, "resetPassword", email));
  await hands.fill(field(page, "New password"), password);
  await hands.press(button(page, "Save the password"));
  await page.getByText("Your password is set").waitFor();
}

/** Finds somebody, makes them an administrator, disables and removes them. */
export async function administer({ page, hands }: Traveller, { name, email }: SmokePerson): Promise<void> {
  const row = page.locator("tbody tr").filter({ hasText: email });
  const menu = page.getByRole("button", { name: `Actions for ${name}` });
  const item = (action: string) => page.getByRole("menuitem", { name: action, exact: true });
  await hands.press(navigate(page, "Users"));
  await hands.fill(page.getByLabel("Search"), email);
  await page.getByText("1 person").waitFor();
  await hands.pick(menu, item("Edit"));
  await hands.choose(page.getByRole("dialog").getByLabel("Role"), "Administrator");
  await hands.press(inDialog(page, "Save"));
  await row.getByText("Administrator").waitFor();
  await hands.pick(menu, item("Disable"));
  await row.getByText("Disabled").waitFor();
  await hands.pick(menu, item("Remove the user"));
  await hands.press(inDialog(page, "Remove the user"));
  await page.getByText("Nobody fits.").waitFor();
  // The list is without them before the server is.
  await page.getByText(`${name} is removed.`).waitFor();
  await hands.press(navigate(page, "Audit log"));
  await page.locator("tbody").getByText("Account removed").first().waitFor();
}
