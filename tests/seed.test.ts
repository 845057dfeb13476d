import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { emailSchema } from "@/schemas/email.schema";
import { nameSchema } from "@/schemas/user.schema";
import { NAMES } from "../prisma/seed/names";
import { seed } from "../prisma/seed/seed";
import { seedUserAt } from "../prisma/seed/seed-users";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { makeUser } from "./helpers/world";

beforeEach(resetDatabase);

describe("seed", () => {
  it("makes 200 different people for under 3 seconds of work, whom nobody can sign in as", async () => {
    const before = process.cpuUsage();
    expect(await seed(prisma, { users: 200 })).toEqual({ created: 200, present: 0 });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
    expect(await prisma.user.count({ where: { passwordHash: null } })).toBe(200);
    expect(await prisma.session.count()).toBe(0);
  });

  it("changes nothing when it runs again, also later", async () => {
    await seed(prisma, { users: 50 });
    const before = await prisma.user.findMany({ include: { searchTerms: true }, orderBy: { id: "asc" } });
    setClock(() => new Date(Date.now() + 86_400_000));
    expect(await seed(prisma, { users: 50 })).toEqual({ created: 0, present: 50 });
    expect(await prisma.user.findMany({ include: { searchTerms: true }, orderBy: { id: "asc" } })).toEqual(before);
  });

  it("leaves those alone who are there, and adds the others", async () => {
    const { email } = seedUserAt(3, 10, new Date());
    const known = await makeUser({ email, name: "Somebody Else" });
    expect(await seed(prisma, { users: 10 })).toEqual({ created: 9, present: 1 });
    expect(await prisma.user.findUniqueOrThrow({ where: { id: known.id } })).toMatchObject({ name: "Somebody Else" });
  });

  it("writes people as the services do: they are found, listed and counted", async () => {
    await seed(prisma, { users: 200 });
    const { caller } = await createTestCaller("ADMIN");
    const found = await caller.user.list({ q: "angstrom", withTotal: true });
    expect(found.meta.pagination.total).toBeGreaterThan(0);
    expect(found.data.every((user) => user.name.includes("Ångström"))).toBe(true);
    const disabled = await caller.user.list({ status: "DISABLED" });
    expect(disabled.data.length).toBeGreaterThan(3);
  });

  it("spreads roles, states and dates, and every name and address is one that the schemas take", () => {
    const newest = new Date();
    const people = Array.from({ length: 200 }, (_, position) => seedUserAt(position, 200, newest));
    expect(new Set(people.map((person) => person.email)).size).toBe(200);
    expect(new Set(people.map((person) => person.createdAt.toISOString().slice(0, 7))).size).toBeGreaterThan(20);
    for (const { email, name, createdAt, emailVerifiedAt, lastSignInAt } of people) {
      expect(emailSchema.parse(email)).toBe(email);
      expect(nameSchema.parse(name)).toBe(name);
      expect(Math.max(createdAt.getTime(), emailVerifiedAt?.getTime() ?? 0)).toBeLessThanOrEqual(newest.getTime());
      expect(lastSignInAt === null).toBe(emailVerifiedAt === null);
      expect(lastSignInAt?.getTime() ?? createdAt.getTime()).toBeGreaterThanOrEqual(createdAt.getTime());
      expect(lastSignInAt?.getTime() ?? 0).toBeLessThanOrEqual(newest.getTime());
    }
    expect(people.some((person) => person.role === "ADMIN")).toBe(true);
    expect(people.some((person) => person.emailVerifiedAt === null)).toBe(true);
  });

  it("refuses more people than it has names for", async () => {
    await expect(seed(prisma, { users: NAMES + 1 })).rejects.toThrow(`${NAMES} users only`);
  });
});
