import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, newVisitor, openPage } from "../helpers/browser";
import { type Hands, keyboard, mouse } from "../helpers/hands";
import {
  administer,
  resetPassword,
  setUpTotp,
  signIn,
  signOut,
  signUp,
  type Traveller,
  useAccount,
} from "../helpers/journeys";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { ADMIN } from "../helpers/smoke-admin";
import { newMariaDatabase } from "../helpers/smoke-mariadb";
import { openWeb, type Web } from "../helpers/web";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };
const NEW_PASSWORD = "a-quiet-harbour-at-dawn";
const PEOPLE = 30;

/** With CI set the summary fails for what was left out. */
const WAYS = [
  { engine: "SQLite", tool: "the keyboard alone", canRun: findChromium() !== undefined },
  { engine: "MariaDB", tool: "the mouse", canRun: findChromium() !== undefined && isMysqlServerAvailable() },
];

for (const { engine, tool, canRun } of WAYS) {
  describe.runIf(canRun)(`the main journeys in Chromium, on ${engine}, with ${tool}`, () => {
    let web: Web;
    let database: Awaited<ReturnType<typeof newMariaDatabase>> | undefined;

    beforeAll(async () => {
      if (engine === "MariaDB") database = await newMariaDatabase("gatehouse_web");
      web = await openWeb({ admin: true, people: PEOPLE, ...(database && { databaseUrl: database.url }) });
    });

    afterAll(async () => {
      await web.close();
      await database?.stop();
    });

    async function travel(journey: (traveller: Traveller) => Promise<void>): Promise<void> {
      const visitor = await newVisitor(web.chromium);
      const { page, complaints } = await openPage(visitor);
      const hands: Hands = engine === "SQLite" ? keyboard(page) : mouse();
      await journey({ web, page, hands });
      expect(complaints).toEqual([]);
      await visitor.close();
    }

    it("opens an account, uses it, and leaves", async () => {
      await travel(async (traveller) => {
        await signUp(traveller, GRACE);
        await signIn(traveller, GRACE);
        await traveller.page.getByText("Member since").waitFor();
        await useAccount(traveller, "Grace B. Hopper");
        await signOut(traveller);
      });
    });

    it("forgets the password, and adds a second factor to the new one", async () => {
      await travel(async (traveller) => {
        const { web, page, hands } = traveller;
        const credentials = { email: GRACE.email, password: NEW_PASSWORD };
        await page.goto(`${web.url}/sign-in`);
        await resetPassword(traveller, credentials);
        await signIn(traveller, credentials);
        await page.getByText("Member since").waitFor();
        const nextCode = await setUpTotp(traveller);
        await signOut(traveller);
        await signIn(traveller, credentials);
        await hands.fill(page.getByLabel("Code", { exact: true }), nextCode());
        await hands.press(page.getByRole("button", { name: "Go on" }));
        await page.getByText("Member since").waitFor();
      });
    });

    it("looks after other people's accounts", async () => {
      await travel(async (traveller) => {
        await signIn(traveller, ADMIN);
        await traveller.page.getByText("Member since").waitFor();
        await administer(traveller, { ...GRACE, name: "Grace B. Hopper" });
        await signOut(traveller);
      });
    });
  });
}
