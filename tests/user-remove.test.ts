import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { issueLinkToken } from "@/services/link-token.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { refusal } from "./helpers/refusal";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";
const LAST_ADMIN = { code: "CONFLICT", message: "The last active administrator cannot be lost." };
let boss: TestUser;

beforeEach(async () => {
  await resetDatabase();
  boss = await makeUser({ role: "ADMIN" });
});

const asAdmin = async (ifMatch: string | null = null) => (await createTestCaller(boss, { ifMatch })).caller;

describe("user.remove", () => {
  it("D6: deletes the user with sessions, links and search terms, and answers with the id", async () => {
    const person = await makeUser({ name: "Ada King" });
    const { token } = await signedIn(person);
    const link = await issueLinkToken(prisma, person.id, "resetPassword");
    const admin = await asAdmin();
    expect((await admin.user.remove({ id: person.id })).data).toEqual({ id: person.id });
    const where = { userId: person.id };
    expect(await prisma.session.count({ where })).toBe(0);
    expect(await prisma.verificationToken.count({ where })).toBe(0);
    expect(await prisma.userSearchTerm.count({ where })).toBe(0);
    expect((await admin.user.list({ q: "ada", withTotal: true })).meta.pagination.total).toBe(0);
    const { caller } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await caller.auth.session()).data).toBeNull();
    expect((await refusal(caller.auth.resetPassword({ token: link, password: "quiet-harbour-lantern-43" }))).code).toBe(
      "VALIDATION_ERROR",
    );
  });

  it("frees the address", async () => {
    const person = await makeUser({ email: "again@example.org" });
    const admin = await asAdmin();
    await admin.user.remove({ id: person.id });
    expect((await admin.user.create({ email: "again@example.org", name: "New" })).data.id).not.toBe(person.id);
  });

  it("refuses a missing row with NOT_FOUND, also the second time", async () => {
    const person = await makeUser();
    const admin = await asAdmin();
    expect((await refusal(admin.user.remove({ id: MISSING }))).code).toBe("NOT_FOUND");
    await admin.user.remove({ id: person.id });
    expect((await refusal(admin.user.remove({ id: person.id }))).code).toBe("NOT_FOUND");
  });

  it("honours If-Match (D2)", async () => {
    const person = await makeUser();
    expect((await refusal((await asAdmin('"2"')).user.remove({ id: person.id }))).code).toBe("PRECONDITION_FAILED");
    expect((await (await asAdmin('"1"')).user.remove({ id: person.id })).data.id).toBe(person.id);
  });

  it("Z2: refuses a plain user, also for their own account", async () => {
    const person = await makeUser();
    const { caller } = await createTestCaller(person);
    expect((await refusal(caller.user.remove({ id: person.id }))).code).toBe("FORBIDDEN");
    expect((await refusal(caller.user.remove({ id: MISSING }))).code).toBe("FORBIDDEN");
    expect(await prisma.user.count()).toBe(2);
  });
});

describe("the last active admin (Z7)", () => {
  it("can neither be removed, demoted nor disabled", async () => {
    const admin = await asAdmin();
    const { id, name } = boss;
    const all = { id, name, role: "ADMIN", status: "ACTIVE" } as const;
    expect(await refusal(admin.user.remove({ id }))).toEqual(LAST_ADMIN);
    expect(await refusal(admin.user.update({ id, role: "USER" }))).toEqual(LAST_ADMIN);
    expect(await refusal(admin.user.update({ id, status: "DISABLED" }))).toEqual(LAST_ADMIN);
    expect(await refusal(admin.user.replace({ ...all, role: "USER" }))).toEqual(LAST_ADMIN);
    expect(await refusal(admin.user.replace({ ...all, status: "DISABLED" }))).toEqual(LAST_ADMIN);
    expect((await admin.user.byId({ id })).data).toMatchObject({ role: "ADMIN", status: "ACTIVE", version: 1 });
  });

  it("can still be renamed", async () => {
    const admin = await asAdmin();
    const input = { id: boss.id, name: "Chief", role: "ADMIN", status: "ACTIVE" } as const;
    expect((await admin.user.replace(input)).data.name).toBe("Chief");
  });

  it("is not saved by an admin who is disabled, nor by plain users", async () => {
    await makeUser({ role: "ADMIN", status: "DISABLED" });
    await makeUser();
    expect(await refusal((await asAdmin()).user.remove({ id: boss.id }))).toEqual(LAST_ADMIN);
  });

  it("may go as soon as there is another, who then is the last", async () => {
    const other = await makeUser({ role: "ADMIN" });
    await (await asAdmin()).user.remove({ id: boss.id });
    const { caller } = await createTestCaller(other);
    expect(await refusal(caller.user.remove({ id: other.id }))).toEqual(LAST_ADMIN);
  });

  it("does not stand in the way of removing an admin who is disabled", async () => {
    const other = await makeUser({ role: "ADMIN", status: "DISABLED" });
    const admin = await asAdmin();
    expect((await admin.user.update({ id: other.id, role: "USER" })).data.role).toBe("USER");
    expect((await admin.user.remove({ id: other.id })).data.id).toBe(other.id);
  });
});
