import { beforeAll, describe, expect, it } from "vitest";
import { logger } from "@/lib/logger";
import { prisma } from "@/lib/prisma";
import { createUser } from "@/services/user.service";
import { createTestCaller } from "./helpers/caller";
import { captureLogs } from "./helpers/logs";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { atOnce, tally } from "./helpers/verdicts";
import { actorOf, makeUser, PASSWORD } from "./helpers/world";

type Caller = Awaited<ReturnType<typeof createTestCaller>>["caller"];

let admin: Caller;

beforeAll(async () => {
  admin = (await createTestCaller("ADMIN")).caller;
});

describe("user.create", () => {
  it("makes an active user without a password, whom the list finds", async () => {
    const { data } = await admin.user.create({ email: "grace@example.org", name: "Grace Hopper" });
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      email: "grace@example.org",
      name: "Grace Hopper",
      role: "USER",
      status: "ACTIVE",
      emailVerified: false,
      createdAt: expect.any(Date),
      updatedAt: data.createdAt,
      version: 1,
    });
    const { passwordHash } = await prisma.user.findUniqueOrThrow({
      where: { id: data.id },
      select: { passwordHash: true },
    });
    expect(passwordHash).toBeNull();
    expect((await admin.user.list({ q: "hopper" })).data).toEqual([data]);
  });

  it("makes an admin where the role says so", async () => {
    expect((await admin.user.create({ email: "root@example.org", name: "Root", role: "ADMIN" })).data.role).toBe(
      "ADMIN",
    );
  });

  it("A4: mails one link to choose a password, through the outbox, to be sent at once", async () => {
    await admin.user.create({ email: "invited@example.org", name: "Invited" });
    const mails = await mailsTo("invited@example.org");
    expect(mails).toMatchObject([{ template: "setPassword", token: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  it("Z10: the person, not the admin, chooses the password", async () => {
    const extra = { email: "z10@example.org", name: "Z", password: PASSWORD };
    expect(await refusal(admin.user.create(extra))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "password" }],
    });
    await admin.user.create({ email: "z10@example.org", name: "Z" });
    const { caller } = await createTestCaller("anonymous");
    const { token } = await lastMailTo("z10@example.org");
    await caller.auth.resetPassword({ token, password: PASSWORD });
    const { data } = await caller.auth.signIn({ email: "z10@example.org", password: PASSWORD });
    expect(data).toMatchObject({ email: "z10@example.org", emailVerified: true });
  });

  it("refuses a taken email with CONFLICT on the field, and mails nobody (D5)", async () => {
    await makeUser({ email: "taken@example.org" });
    const before = await prisma.user.count();
    expect(await refusal(admin.user.create({ email: "taken@example.org", name: "T" }))).toEqual({
      code: "CONFLICT",
      message: "This collides with something that exists.",
      details: [{ field: "email", issue: "Is already taken." }],
    });
    expect(await prisma.user.count()).toBe(before);
    expect(await mailsTo("taken@example.org")).toEqual([]);
  });

  it.each([" Same@Example.ORG ", "ｓame@example.org", "same@ｅｘａｍｐｌｅ．org"])(
    "A21: takes %j for the same address",
    async (email) => {
      await prisma.user.deleteMany({ where: { email: "same@example.org" } });
      await makeUser({ email: "same@example.org" });
      expect((await refusal(admin.user.create({ email, name: "S" }))).code).toBe("CONFLICT");
    },
  );

  it.each([
    ["email", { email: "no address", name: "N" }, "Must be a valid e-mail address."],
    ["email", { email: "nul\u0000@example.org", name: "N" }, "Must be a valid e-mail address."],
    ["email", { email: "zero\u200bwidth@example.org", name: "N" }, "Must be a valid e-mail address."],
    ["name", { email: "n@example.org", name: "" }, "Must be at least 1 character long."],
    ["name", { email: "n@example.org", name: "x".repeat(101) }, "Must be at most 100 characters long."],
    ["name", { email: "n@example.org", name: "a\nb" }, "Must not contain control characters."],
    ["name", { email: "n@example.org", name: "half \ud83d" }, "Must not contain control characters."],
    ["name", { email: "n@example.org", name: " padded " }, "Must not start or end with a space."],
  ])("refuses a bad %s", async (field, input, issue) => {
    const before = await prisma.user.count();
    expect(await refusal(admin.user.create(input))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field, issue }],
    });
    expect(await prisma.user.count()).toBe(before);
  });

  it("I6: stores a name of any script as it is, up to 100 characters", async () => {
    for (const [index, name] of ["😀".repeat(100), "Ж".repeat(100), "Zoe\u0308 O’Neil", "名前", "مرحبا"].entries()) {
      const { data } = await admin.user.create({ email: `script-${index}@example.org`, name });
      expect((await admin.user.byId({ id: data.id })).data.name).toBe(name);
    }
  });

  it("Z2: refuses nobody with UNAUTHENTICATED and a plain user with FORBIDDEN, before the input is looked at", async () => {
    const input = { email: "z2@example.org", name: "Z", role: "ADMIN" as const };
    const { caller: nobody } = await createTestCaller("anonymous");
    const { caller: user } = await createTestCaller("USER");
    expect((await refusal(nobody.user.create(input))).code).toBe("UNAUTHENTICATED");
    expect((await refusal(user.user.create(input))).code).toBe("FORBIDDEN");
    expect((await refusal(user.user.create({ email: "bad", name: "" }))).code).toBe("FORBIDDEN");
    expect(await prisma.user.count({ where: { email: "z2@example.org" } })).toBe(0);
  });
});

describe("createUser", () => {
  it("makes many at once, none of whom has to try again because of another one", async () => {
    const actor = { ...actorOf(await makeUser()), role: "ADMIN" } as const;
    const level = logger.level;
    logger.level = "debug";
    try {
      const { result, lines } = await captureLogs(() =>
        tally(
          atOnce(10, (index) => createUser(actor, { email: `crowd-${index}@example.org`, name: "C", role: "USER" })),
        ),
      );
      expect(result).toEqual({ OK: 10 });
      expect(lines.filter(({ decision }) => decision === "database.retry")).toEqual([]);
    } finally {
      logger.level = level;
    }
  });

  it("judges by the actor alone, whatever procedure it is called from (Z2)", async () => {
    const input = { email: "by-service@example.org", name: "S", role: "USER" } as const;
    const actor = actorOf(await makeUser());
    await expect(createUser(actor, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await createUser({ ...actor, role: "ADMIN" }, input)).toMatchObject({ email: input.email });
  });
});
