import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { appRouter } from "@/server/root";
import { sendReset } from "@/services/password.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { definitionsOf } from "./helpers/procedure-rules";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { fieldsOf } from "./helpers/samples";
import { actorOf, makeUser, PASSWORD, signedIn } from "./helpers/world";

const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";
const NEW_PASSWORD = "amber-lantern-over-moss-7";

beforeEach(resetDatabase);

describe("user.sendReset (Z10)", () => {
  it("mails the person a link, which sets the password that the person chooses", async () => {
    const admin = await signedIn(await makeUser({ role: "ADMIN" }));
    const user = await makeUser({ password: true });
    const { status, data, text } = await api("POST", `/api/users/${user.id}/reset-password`, { ...admin, body: {} });
    expect([status, data]).toEqual([202, { message: "A link to choose a password is on its way to the person." }]);
    const mail = await lastMailTo(user.email);
    expect(mail.template).toBe("resetPassword");
    expect(text).not.toContain(mail.token);
    const { caller } = await createTestCaller("anonymous");
    expect((await caller.auth.signIn({ email: user.email, password: PASSWORD })).success).toBe(true);
    await caller.auth.resetPassword({ token: mail.token, password: NEW_PASSWORD });
    expect((await caller.auth.signIn({ email: user.email, password: NEW_PASSWORD })).success).toBe(true);
  });

  it("invites once more who has no password yet", async () => {
    const user = await makeUser({ verified: false });
    await (await createTestCaller("ADMIN")).caller.user.sendReset({ id: user.id });
    expect((await mailsTo(user.email)).map(({ template }) => template)).toEqual(["setPassword"]);
  });

  it("D9: is in the log of the account, by the admin", async () => {
    const user = await makeUser();
    const { caller, userId } = await createTestCaller("ADMIN");
    await caller.user.sendReset({ id: user.id });
    expect(await prisma.auditEvent.findMany({ where: { accountId: user.id } })).toMatchObject([
      { type: "password.linkSent", actorKind: "USER", actorId: userId, details: "{}" },
    ]);
  });

  it("is 404 for nobody, and refused for a disabled account, which no password opens", async () => {
    const { caller } = await createTestCaller("ADMIN");
    expect((await refusal(caller.user.sendReset({ id: MISSING }))).code).toBe("NOT_FOUND");
    const { id } = await makeUser({ status: "DISABLED" });
    expect(await refusal(caller.user.sendReset({ id }))).toMatchObject({
      code: "CONFLICT",
      message: "The account is disabled. Enable it first.",
    });
    expect(await prisma.outboxMail.count()).toBe(0);
  });

  it("is the admins' alone", async () => {
    const user = await makeUser();
    for (const who of [user, "USER"] as const) {
      const { caller } = await createTestCaller(who);
      expect((await refusal(caller.user.sendReset({ id: user.id }))).code).toBe("FORBIDDEN");
    }
    await expect(sendReset(actorOf(user), user.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await prisma.outboxMail.count()).toBe(0);
  });
});

describe("an admin (Z10)", () => {
  const forOthers = definitionsOf(appRouter).filter(({ meta }) =>
    meta?.permissions?.some((permission) => permission.startsWith("users:")),
  );

  it("has no procedure about others that takes a password, or a hash of one", () => {
    expect(forOthers.length).toBeGreaterThan(5);
    for (const definition of forOthers) {
      const fields = [...fieldsOf(definition).keys()].filter((name) => /pass(word|phrase)|hash/i.test(name));
      expect(fields, definition.path).toEqual([]);
    }
  });

  it.each(["user.create", "user.update", "user.replace", "user.sendReset"])(
    "is refused a password by %s, by name, and changes none",
    async (path) => {
      const user = await makeUser({ password: true });
      const { context } = await createTestCaller("ADMIN");
      const input = {
        "user.create": { email: "new@example.org", name: "N" },
        "user.update": { id: user.id, name: "N" },
        "user.replace": { id: user.id, name: "N", role: "USER", status: "ACTIVE" },
        "user.sendReset": { id: user.id },
      }[path];
      for (const field of ["password", "newPassword", "passwordHash"]) {
        const call = rawCall(context, path, { ...input, [field]: NEW_PASSWORD });
        expect(await refusal(call)).toMatchObject({ details: [{ field, issue: "Is not a known field." }] });
      }
      const { caller } = await createTestCaller("anonymous");
      expect((await caller.auth.signIn({ email: user.email, password: PASSWORD })).success).toBe(true);
    },
  );
});
