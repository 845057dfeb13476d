import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { processAccountRequests } from "@/services/account-request.service";
import { signUp, verifyEmail } from "@/services/auth.service";
import { issueLinkToken } from "@/services/link-token.service";
import { resetPassword } from "@/services/password.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { mailsTo } from "./helpers/mails";
import { patiently } from "./helpers/races";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const OTHER = "amber-lantern-over-moss-7";

beforeEach(resetDatabase);

/** As on four machines at once. */
const fourWorkers = () => Promise.all(atOnce(4, () => processAccountRequests()));

describe("parallel sign-ups of one address (D1, A3)", () => {
  it("make one user; winners and losers are answered alike", async () => {
    const email = "rush@example.org";
    const verdicts = await tally(
      atOnce(20, (index) => patiently(() => signUp({ email, password: PASSWORD, name: `Rush ${index}` }))),
    );
    expect(verdicts).toEqual({ OK: 20 });
    await fourWorkers();
    expect(await prisma.user.count()).toBe(1);
    expect(await prisma.verificationToken.count()).toBe(1);
    const mails = await mailsTo(email);
    // Of several who signed up nobody's password stays: the mailbox chooses one (A22).
    expect(mails.map(({ template }) => template)).toEqual(["verifyEmail", "setPassword"]);
    const [first, second] = mails.map(({ token }) => token);
    expect(await tally([verifyEmail({ token: first ?? "" })])).toEqual({ VALIDATION_ERROR: 1 });
    expect(await tally([resetPassword({ token: second ?? "", password: OTHER })])).toEqual({ OK: 1 });
  });

  it("leave the search terms of the name that won", async () => {
    const email = "terms@example.org";
    await Promise.all(
      atOnce(8, (index) => patiently(() => signUp({ email, password: PASSWORD, name: `Racer${index}` }))),
    );
    await fourWorkers();
    const { name, searchTerms } = await prisma.user.findUniqueOrThrow({
      where: { email },
      select: { name: true, searchTerms: { select: { term: true } } },
    });
    expect(searchTerms.map(({ term }) => term)).toContain(name.toLowerCase());
    expect(searchTerms.filter(({ term }) => term.startsWith("racer"))).toHaveLength(1);
  });

  it("of many addresses all succeed", async () => {
    const verdicts = await tally(
      atOnce(20, (index) =>
        patiently(() => signUp({ email: `many-${index}@example.org`, password: PASSWORD, name: "M" })),
      ),
    );
    expect(verdicts).toEqual({ OK: 20 });
    await fourWorkers();
    expect(await prisma.user.count()).toBe(20);
  });
});

describe("50 parallel redemptions of one link (A19)", () => {
  it("verify once", async () => {
    const { id } = await makeUser({ verified: false });
    const token = await issueLinkToken(prisma, id, "verifyEmail");
    expect(await tally(atOnce(50, () => verifyEmail({ token })))).toEqual({ OK: 1, VALIDATION_ERROR: 49 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ version: 2 });
  });

  it("reset once", async () => {
    const { id } = await makeUser({ password: true });
    const token = await issueLinkToken(prisma, id, "resetPassword");
    const verdicts = await tally(atOnce(50, () => patiently(() => resetPassword({ token, password: OTHER }))));
    expect(verdicts).toEqual({ OK: 1, VALIDATION_ERROR: 49 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ version: 2 });
  });
});

describe("two admins who get rid of each other at once (Z7)", () => {
  it.each(["remove", "demote", "disable", "both ways"])("leave exactly one in charge: %s", async (manner) => {
    for (let round = 0; round < 5; round += 1) {
      await resetDatabase();
      const admins = [await makeUser({ role: "ADMIN" }), await makeUser({ role: "ADMIN" })];
      const callers = await Promise.all(admins.map((admin) => createTestCaller(admin)));
      const attack = async (index: number) => {
        const { caller } = callers[index] ?? expect.fail();
        const { id } = admins[1 - index] ?? expect.fail();
        if (manner === "remove" || (manner === "both ways" && index === 0)) return caller.user.remove({ id });
        return caller.user.update(manner === "disable" ? { id, status: "DISABLED" } : { id, role: "USER" });
      };
      const verdicts = await tally(atOnce(2, attack));
      expect(await prisma.user.count({ where: { role: "ADMIN", status: "ACTIVE" } })).toBe(1);
      expect(verdicts.OK).toBe(1);
      expect(
        Object.keys(verdicts).every((code) => ["OK", "CONFLICT", "UNAUTHENTICATED", "FORBIDDEN"].includes(code)),
      ).toBe(true);
    }
  });

  it("and eight who all step down at once", async () => {
    const admins = await Promise.all(atOnce(8, () => makeUser({ role: "ADMIN" })));
    const callers = await Promise.all(admins.map((admin) => createTestCaller(admin)));
    const verdicts = await tally(
      callers.map(({ caller, userId }) => caller.user.update({ id: userId ?? "", role: "USER" })),
    );
    expect(verdicts).toEqual({ OK: 7, CONFLICT: 1 });
    expect(await prisma.user.count({ where: { role: "ADMIN" } })).toBe(1);
  });
});

describe("parallel changes of one user", () => {
  it("D2: with the same If-Match one wins, the others get 412", async () => {
    const { id } = await makeUser();
    const writers = await Promise.all(atOnce(10, () => createTestCaller("ADMIN", { ifMatch: '"1"' })));
    const verdicts = await tally(
      writers.map(({ caller }, index) => caller.user.update({ id, name: `Writer ${index}` })),
    );
    expect(verdicts).toEqual({ OK: 1, PRECONDITION_FAILED: 9 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ version: 2 });
  });

  it("without it all win, one after the other, and none is lost", async () => {
    const { id } = await makeUser();
    const writers = await Promise.all(atOnce(10, () => createTestCaller("ADMIN")));
    const verdicts = await tally(
      writers.map(({ caller }, index) => caller.user.update({ id, name: `Writer ${index}` })),
    );
    expect(verdicts).toEqual({ OK: 10 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ version: 11 });
  });

  it("and its removal end with it gone, and every writer told so or content", async () => {
    const { id } = await makeUser();
    const writers = await Promise.all(atOnce(6, () => createTestCaller("ADMIN")));
    const verdicts = await tally(
      writers.map(({ caller }, index) =>
        index === 3 ? caller.user.remove({ id }) : caller.user.update({ id, name: `W${index}` }),
      ),
    );
    expect((verdicts.OK ?? 0) + (verdicts.NOT_FOUND ?? 0)).toBe(6);
    expect(await prisma.user.count({ where: { id } })).toBe(0);
    expect(await prisma.userSearchTerm.count({ where: { userId: id } })).toBe(0);
  });
});

describe("a sign-in while", () => {
  it("the account is disabled opens nothing that stays (A15)", async () => {
    for (let round = 0; round < 4; round += 1) {
      const user = await makeUser({ password: true });
      const [{ caller: admin }, { caller }] = [await createTestCaller("ADMIN"), await createTestCaller("anonymous")];
      const signIn = caller.auth.signIn({ email: user.email, password: PASSWORD });
      const verdicts = await tally([signIn, admin.user.update({ id: user.id, status: "DISABLED" })]);
      expect((verdicts.OK ?? 0) + (verdicts.UNAUTHENTICATED ?? 0)).toBe(2);
      expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
    }
  });

  it("the password is reset opens nothing that stays (A15)", async () => {
    const user = await makeUser({ password: true });
    const token = await issueLinkToken(prisma, user.id, "resetPassword");
    const { caller } = await createTestCaller("anonymous");
    const signIns = atOnce(3, () => caller.auth.signIn({ email: user.email, password: PASSWORD }));
    const verdicts = await tally([...signIns, resetPassword({ token, password: OTHER })]);
    expect((verdicts.OK ?? 0) + (verdicts.UNAUTHENTICATED ?? 0)).toBe(4);
    expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
  });

  it("the account is removed is a wrong password at worst", async () => {
    const user = await makeUser({ password: true, verified: false });
    const [{ caller: admin }, { caller }] = [await createTestCaller("ADMIN"), await createTestCaller("anonymous")];
    const signIns = atOnce(4, () => caller.auth.signIn({ email: user.email, password: PASSWORD }));
    const verdicts = await tally([...signIns, admin.user.remove({ id: user.id })]);
    expect(verdicts.OK).toBe(1);
    expect((verdicts.FORBIDDEN ?? 0) + (verdicts.UNAUTHENTICATED ?? 0)).toBe(4);
  });

  it("many others sign in with the same account fails nobody", async () => {
    const user = await makeUser({ password: true });
    const { token } = await signedIn(user);
    const attempts = atOnce(8, async () => {
      const { caller } = await createTestCaller("anonymous", { sessionToken: token });
      return caller.auth.signIn({ email: user.email, password: PASSWORD });
    });
    expect(await tally(attempts)).toEqual({ OK: 8 });
  });
});
