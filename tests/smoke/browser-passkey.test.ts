import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, newVisitor, openPage } from "../helpers/browser";
import { checkLooks } from "../helpers/page-check";
import { enterPassword, makePerson, signInByPassword, signOutFrom } from "../helpers/smoke-person";
import { addVirtualAuthenticator } from "../helpers/virtual-authenticator";
import { openWeb, type Web } from "../helpers/web";

const MARGARET = { name: "Margaret Hamilton", email: "margaret@example.org", password: "plum-orbit-canvas-heron" };

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("passkeys in Chromium", () => {
  let web: Web;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, MARGARET);
    // The device belongs to the page, so the tests share it.
    ({ page, complaints } = await openPage(web.browser));
    await addVirtualAuthenticator(page);
  });

  afterAll(() => web.close());

  it("adds a passkey, with recovery codes as it is the first factor, and renames it", async () => {
    await signInByPassword(page, web.url, MARGARET);
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByLabel("Name of the new passkey").fill("Work laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    const codes = page.getByRole("dialog", { name: "Your recovery codes" });
    await codes.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("button", { name: "Rename: Work laptop" }).click();
    await page.getByLabel("New name").fill("Old laptop");
    await checkLooks(page, "passkey-rename");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Rename: Old laptop" }).waitFor();
    await checkLooks(page, "passkeys");
    expect(complaints).toEqual([]);
  });

  it("signs in by the passkey alone", async () => {
    await signOutFrom(page, web.url);
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("Member since").waitFor();
    await page.getByText(MARGARET.email).waitFor();
    expect(complaints).toEqual([]);
  });

  it("takes the passkey as the second step after the password", async () => {
    await signOutFrom(page, web.url);
    await enterPassword(page, web.url, MARGARET);
    await page.getByRole("button", { name: "Use a passkey" }).waitFor();
    await checkLooks(page, "second-factor-passkey");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("Member since").waitFor();
    expect(complaints).toEqual([]);
  });

  it("says so when the device does not answer, and removes the passkey", async () => {
    const visitor = await newVisitor(web.chromium);
    const fresh = await openPage(visitor);
    await fresh.page.goto(`${web.url}/sign-in`);
    // A device without a passkey of this site.
    await addVirtualAuthenticator(fresh.page);
    await fresh.page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await fresh.page.getByText("No passkey was used").waitFor();
    await checkLooks(fresh.page, "passkey-refused");
    expect(fresh.complaints).toEqual([]);
    await visitor.close();

    await page.goto(`${web.url}/account/security`);
    await page.getByRole("button", { name: "Remove: Old laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("You have none.").waitFor();
    expect(complaints).toEqual([]);
  });
});
