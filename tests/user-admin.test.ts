import { beforeEach, describe, expect, it } from "vitest";
import { runUserAdmin } from "@/cli/run-user-admin";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { processAccountRequests } from "@/services/account-request.service";
import { signUp } from "@/services/auth.service";
import { issueLinkToken } from "@/services/link-token.service";
import { resetPassword } from "@/services/password.service";
import { signIn } from "@/services/sign-in.service";
import { inviteAdmin } from "@/services/user-admin.service";
import { auditOf } from "./helpers/audit";
import { withDatabaseAway } from "./helpers/away";
import { resetDatabase } from "./helpers/database";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const ORIGIN = { device: { ip: null, userAgent: null }, oldToken: null };
const EMAIL = "ada@example.org";

beforeEach(resetDatabase);

async function run(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runUserAdmin(args, { write: (text) => out.push(text) }, { write: (text) => err.push(text) });
  return { code, out: out.join(""), err: err.join("") };
}

describe("inviteAdmin", () => {
  it("makes an active admin without a password, who chooses one by the link (A25)", async () => {
    const { user, token, outcome } = await inviteAdmin({ email: EMAIL, name: "Ada Lovelace" });
    expect(outcome).toBe("created");
    expect(user).toMatchObject({ email: EMAIL, name: "Ada Lovelace", role: "ADMIN", status: "ACTIVE", version: 1 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({ passwordHash: null });
    await resetPassword({ token, password: PASSWORD });
    const signedInAs = await signIn({ email: EMAIL, password: PASSWORD }, ORIGIN);
    expect(signedInAs).toMatchObject({ kind: "signedIn", user: { role: "ADMIN", emailVerified: true } });
  });

  it("takes the name from the address when none is given, and makes the person findable", async () => {
    const { user } = await inviteAdmin({ email: EMAIL });
    expect(user.name).toBe("ada");
    expect(await prisma.userSearchTerm.count({ where: { userId: user.id } })).toBeGreaterThan(0);
  });

  it("promotes and reactivates who is there, and leaves name and password alone", async () => {
    const { id } = await makeUser({ email: EMAIL, name: "Ada", status: "DISABLED", password: true });
    const { user, outcome } = await inviteAdmin({ email: EMAIL, name: "Another Name" });
    expect(outcome).toBe("promoted");
    expect(user).toMatchObject({ id, name: "Ada", role: "ADMIN", status: "ACTIVE", version: 2 });
    expect(await signIn({ email: EMAIL, password: PASSWORD }, ORIGIN)).toMatchObject({ user: { role: "ADMIN" } });
  });

  it("changes nothing about an active admin but the link: a newer one kills the older", async () => {
    const first = await inviteAdmin({ email: EMAIL });
    await resetPassword({ token: first.token, password: PASSWORD });
    const second = await inviteAdmin({ email: EMAIL });
    const third = await inviteAdmin({ email: EMAIL });
    expect(third.outcome).toBe("unchanged");
    await expect(resetPassword({ token: second.token, password: PASSWORD })).rejects.toThrow();
    await resetPassword({ token: third.token, password: PASSWORD });
  });

  it("D9: tells the log of the account, the promotion, the password that goes and the link", async () => {
    const squatted = await makeUser({ password: true, verified: false, role: "ADMIN" });
    await inviteAdmin({ email: squatted.email });
    const typesOf = async (id: string) => (await auditOf(id)).map(({ type }) => type);
    expect(await typesOf(squatted.id)).toEqual(["password.removed", "password.linkSent"]);
    const { user } = await inviteAdmin({ email: "first@example.org" });
    expect(await typesOf(user.id)).toEqual(["account.created", "password.linkSent"]);
    const person = await makeUser({ password: true });
    await inviteAdmin({ email: person.email });
    expect(await typesOf(person.id)).toEqual(["account.roleChanged", "password.linkSent"]);
  });

  it("lets no squatter become an admin: an unverified account loses password, sessions and links (A22)", async () => {
    await signUp({ email: EMAIL, name: "Squatter", password: PASSWORD });
    await processAccountRequests();
    const { id } = await prisma.user.findUniqueOrThrow({ where: { email: EMAIL } });
    await signedIn({ id });
    await issueLinkToken(prisma, id, "verifyEmail");
    await inviteAdmin({ email: EMAIL });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ passwordHash: null });
    expect(await prisma.session.count({ where: { userId: id } })).toBe(0);
    expect(await prisma.verificationToken.count({ where: { userId: id, purpose: "VERIFY_EMAIL" } })).toBe(0);
    await expect(signIn({ email: EMAIL, password: PASSWORD }, ORIGIN)).rejects.toThrow();
  });
});

describe("npm run user:admin", () => {
  it("prints a link to the page of APP_URL, good for one password", async () => {
    const { code, out, err } = await run(" Ada@Example.ORG ", "--name", "Ada Lovelace");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`${EMAIL} is a new administrator.`);
    const token = new RegExp(`${env.APP_URL}/reset-password#token=([\\w-]{43})\\n`).exec(out)?.[1] ?? "";
    await resetPassword({ token, password: PASSWORD });
    expect(await signIn({ email: EMAIL, password: PASSWORD }, ORIGIN)).toMatchObject({ user: { role: "ADMIN" } });
    expect((await run(EMAIL)).out).toContain("is an administrator already.");
  });

  it.each([
    [[], "Give one e-mail address."],
    [["a@example.org", "b@example.org"], "Give one e-mail address."],
    [["nonsense"], '"nonsense" is not an e-mail address.'],
    [[EMAIL, "--name", " x"], "--name: Must not start or end with a space."],
    [[EMAIL, "--role", "x"], "Unknown option '--role'"],
  ])("says what is wrong with %j, and makes nobody", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).toContain("Usage: npm run user:admin");
    expect(await prisma.user.count()).toBe(0);
  });

  it("says so when the database is away, without a stack", async () => {
    const said: string[] = [];
    const sink = { write: (text: string) => said.push(text) };
    const code = await withDatabaseAway(async () => {
      const { runUserAdmin: runAfresh } = await import("@/cli/run-user-admin");
      return runAfresh([EMAIL], sink, sink);
    });
    expect({ code, said }).toEqual({ code: 1, said: [expect.stringMatching(/^The database cannot be used: .*\n$/)] });
  });
});
