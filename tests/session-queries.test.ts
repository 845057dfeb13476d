import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { createTestCaller } from "./helpers/caller";
import { listenToStatements } from "./helpers/statements";
import { makeUser, type SignedIn, signedIn, type TestUser } from "./helpers/world";

const START = Date.UTC(2026, 2, 1);
const SECOND_MS = 1_000;

let user: TestUser;
let session: SignedIn;
let statements: string[];

beforeEach(async () => {
  setClock(() => new Date(START));
  user = await makeUser();
  session = await signedIn(user);
  statements = await listenToStatements();
});

/** What an authenticated request sends to the database before the procedure's own work. */
async function authenticate(seconds: number): Promise<string[]> {
  setClock(() => new Date(START + seconds * SECOND_MS));
  const { context } = await createTestCaller("anonymous", { sessionToken: session.token });
  statements.length = 0;
  expect((await context.authenticate())?.userId).toBe(user.id);
  return [...statements];
}

async function lastSeen(): Promise<number> {
  const where = { tokenHash: hashToken(session.token) };
  const { lastSeenAt } = await prisma.session.findUniqueOrThrow({ where, select: { lastSeenAt: true } });
  return (lastSeenAt.getTime() - START) / SECOND_MS;
}

describe("an authenticated request", () => {
  it("finds session, user and role in one query, and writes nothing within the same minute", async () => {
    await authenticate(1);
    for (const seconds of [2, 3, 30, 59]) {
      const sent = await authenticate(seconds);
      expect(sent).toEqual([expect.stringMatching(/^SELECT .*sessions s\s+JOIN users u/s)]);
    }
    expect(await lastSeen()).toBe(0);
  });

  it("asks once, however often and at once its parts ask who is calling", async () => {
    const { context, caller } = await createTestCaller("anonymous", { sessionToken: session.token });
    statements.length = 0;
    await Promise.all([context.authenticate(), context.authenticate(), caller.user.byId({ id: user.id })]);
    expect(statements.filter((sql) => /sessions/.test(sql) && /^SELECT/.test(sql))).toHaveLength(1);
  });

  it("asks nothing for a request without a token, or with one that cannot be one", async () => {
    for (const sessionToken of [null, "rubbish"]) {
      const { context } = await createTestCaller("anonymous", { sessionToken });
      statements.length = 0;
      expect(await context.authenticate()).toBeNull();
      expect(statements).toEqual([]);
    }
  });

  it("notes the last use at most once a minute", async () => {
    const writes: number[] = [];
    for (let seconds = 0; seconds <= 200; seconds += 5) {
      const sent = await authenticate(seconds);
      if (sent.some((sql) => sql.startsWith("UPDATE"))) writes.push(seconds);
    }
    expect(writes).toEqual([0, 60, 120, 180]);
    expect(await lastSeen()).toBe(180);
  });

  it("does not write back a time that another process has moved on already", async () => {
    await authenticate(0);
    const ahead = new Date(START + 300 * SECOND_MS);
    await prisma.session.updateMany({ where: { tokenHash: hashToken(session.token) }, data: { lastSeenAt: ahead } });
    await authenticate(61);
    expect(await lastSeen()).toBe(300);
  });
});
