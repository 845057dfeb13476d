import { describe, expect, it } from "vitest";
import { Prisma } from "@/generated/mysql/client";
import { DatabaseAwayError, databaseError, isUniqueViolation } from "@/lib/db-errors";
import { ERRORS } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { failure } from "@/lib/response";
import { expectNothingInternal } from "./helpers/envelope";
import { makeUser, signedIn } from "./helpers/world";

/** What a piece of work throws. */
async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
}

function body(error: unknown) {
  const mapped = databaseError(error);
  if (!mapped) return null;
  expect(mapped.cause).toBe(error);
  expectNothingInternal(JSON.stringify(failure(mapped)));
  return failure(mapped).error;
}

describe("databaseError, for what the database really throws", () => {
  it("makes CONFLICT on `email` of a taken address, on both databases", async () => {
    const { email } = await makeUser();
    const error = await thrownBy(makeUser({ email }));
    expect(isUniqueViolation(error)).toBe(true);
    expect(body(error)).toEqual({
      code: "CONFLICT",
      message: ERRORS.CONFLICT.message,
      details: [{ field: "email", issue: "Is already taken." }],
    });
  });

  it("makes CONFLICT of a row whose parent is gone, on both databases", async () => {
    const data = { userId: "0198c0de-7a1b-7000-8000-00000000dead", tokenHash: "x", expiresAt: new Date() };
    expect(body(await thrownBy(prisma.session.createMany({ data })))).toEqual({
      code: "CONFLICT",
      message: "What it belongs to is gone, or something that belongs to it is still there.",
    });
  });

  it("names no column that a client does not know", async () => {
    const user = await makeUser();
    await signedIn(user);
    const { tokenHash } = await prisma.session.findFirstOrThrow({
      where: { userId: user.id },
      select: { tokenHash: true },
    });
    const data = { userId: user.id, tokenHash, expiresAt: new Date() };
    const error = await thrownBy(prisma.session.createMany({ data }));
    expect(body(error)).toEqual({ code: "CONFLICT", message: ERRORS.CONFLICT.message });
  });

  it("names fields as they are on the wire, alike on both databases", async () => {
    const { id: userId } = await makeUser();
    const token = (tokenHash: string) =>
      prisma.verificationToken.createMany({
        data: { userId, purpose: "VERIFY_EMAIL", tokenHash, expiresAt: new Date() },
      });
    await token("one");
    expect(body(await thrownBy(token("two")))?.details).toEqual([
      { field: "userId", issue: "Is already taken." },
      { field: "purpose", issue: "Is already taken." },
    ]);
    const data = { id: userId, email: "other-key@example.org", name: "x", nameKey: "x" };
    expect(body(await thrownBy(prisma.user.createMany({ data })))?.details).toBeUndefined();
  });

  it("makes NOT_FOUND of a row that is gone", async () => {
    const id = "0198c0de-7a1b-7000-8000-00000000dead";
    expect(body(await thrownBy(prisma.user.update({ where: { id }, data: { name: "x" } })))?.code).toBe("NOT_FOUND");
    expect(body(await thrownBy(prisma.user.findUniqueOrThrow({ where: { id } })))?.code).toBe("NOT_FOUND");
  });

  it("makes INTERNAL_ERROR of a fault in our own statements", async () => {
    const faults = [
      () => prisma.$queryRawUnsafe("SELEKT 1"),
      () => prisma.$queryRawUnsafe("SELECT 1 FROM no_such_table"),
      () => prisma.user.findFirst({ where: { nameKey: JSON.parse("7") } }),
    ];
    for (const fault of faults) {
      const error = await thrownBy(fault());
      expect(body(error)).toEqual({ code: "INTERNAL_ERROR", message: ERRORS.INTERNAL_ERROR.message });
      expect(isUniqueViolation(error)).toBe(false);
    }
  });

  it("makes SERVICE_UNAVAILABLE of a transaction that takes too long", async () => {
    const slow = prisma.$transaction(
      async (tx) => {
        await new Promise((resolve) => setTimeout(resolve, 120));
        await tx.user.count();
      },
      { timeout: 50 },
    );
    expect(body(await thrownBy(slow))?.code).toBe("SERVICE_UNAVAILABLE");
  });
});

const known = (code: string, cause?: Record<string, unknown>) =>
  new Prisma.PrismaClientKnownRequestError("SELECT secret FROM users", {
    code,
    clientVersion: "7",
    meta: { driverAdapterError: { cause } },
  });

const adapterError = (cause: Record<string, unknown>) =>
  Object.assign(new Error("COMMIT", { cause }), { name: "DriverAdapterError" });

describe("databaseError, for what is hard to provoke", () => {
  it.each([
    ["no connection from the pool", known("P2039", { kind: "mysql", originalCode: "45028" })],
    ["socket time-out", known("P2039", { kind: "mysql", originalCode: "45026" })],
    ["connection lost", known("P2039", { kind: "mysql", originalCode: "9999", state: "08S01" })],
    ["lock wait", known("P2039", { kind: "mysql", originalCode: "1205" })],
    ["row changed since it was read", known("P2039", { kind: "mysql", originalCode: "1020" })],
    ["shutdown", known("P2039", { kind: "mysql", originalCode: "1053" })],
    ["killed", known("P2039", { kind: "mysql", originalCode: "1927" })],
    ["disk full on MariaDB", known("P2039", { kind: "mysql", originalCode: "1021" })],
    ["disk full on SQLite", known("P2039", { kind: "sqlite", originalCode: "13" })],
    [
      "input or output error on SQLite, with its extended code",
      known("P2039", { kind: "sqlite", originalCode: "266" }),
    ],
    ["no database", known("P2039", { kind: "sqlite", originalCode: "26" })],
    ["reset, as Prisma says it", known("ECONNRESET")],
    ["reset, as Node says it", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["full at COMMIT", Object.assign(new Error("full"), { name: "LibsqlError", code: "SQLITE_FULL", rawCode: 13 })],
    ["closed at COMMIT", adapterError({ kind: "mysql", originalCode: "45013", state: "08S01" })],
    ["no address, as Node says it", known("EAI_AGAIN")],
    ["too many connections", known("P2037")],
    ["deadlock that outlived its tries", known("P2034")],
    ["SQLite busy", known("P1008")],
    ["server closed", known("P1017")],
    ["no start", new Prisma.PrismaClientInitializationError("at /srv", "7")],
    ["engine crash", new Prisma.PrismaClientRustPanicError("at /srv", "7")],
    ["no file", new DatabaseAwayError("/srv/app.db")],
  ])("makes SERVICE_UNAVAILABLE of: %s (F1)", (_name, error) => {
    expect(body(error)).toEqual({ code: "SERVICE_UNAVAILABLE", message: ERRORS.SERVICE_UNAVAILABLE.message });
    expect(databaseError(error)?.headers["Retry-After"]).toMatch(/^\d+$/);
  });

  it.each([
    known("P2039", { kind: "mysql", originalCode: "1064" }),
    known("P2039", { kind: "sqlite", originalCode: "1" }),
    known("P2039"),
    adapterError({ kind: "mysql", originalCode: "1064" }),
    known("P2011"),
    new Prisma.PrismaClientUnknownRequestError("?", { clientVersion: "7" }),
    new Prisma.PrismaClientValidationError("?", { clientVersion: "7" }),
  ])("makes INTERNAL_ERROR of everything else that Prisma throws (%#)", (error) => {
    expect(body(error)?.code).toBe("INTERNAL_ERROR");
  });

  it.each([
    new Error("plain"),
    new TypeError("x"),
    "P2002",
    null,
    undefined,
    { name: "PrismaClientKnownRequestError", code: "P2002" },
  ])("is null for %o, which is none of the database's", (error) => {
    expect(databaseError(error)).toBeNull();
    expect(isUniqueViolation(error)).toBe(false);
  });
});
