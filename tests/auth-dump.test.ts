import { describe, expect, inject, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { createTestCaller } from "./helpers/caller";
import { testDatabaseKind } from "./helpers/database";
import { lastMailTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { PASSWORD } from "./helpers/world";

/** Everything that somebody with a copy of the database has. */
async function dump(): Promise<string> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  const tables = inject("tables").map((table) => prisma.$queryRawUnsafe(`SELECT * FROM ${quote}${table}${quote}`));
  return JSON.stringify(await Promise.all(tables), (_key, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

describe("a dump of the database (A12)", () => {
  it("holds no token, password or link, and nothing in it can be used as one", async () => {
    const { caller, context } = await createTestCaller("anonymous");
    const email = "ada@example.org";
    await caller.auth.signUp({ email, password: PASSWORD, name: "Ada" });
    const { token: link } = await lastMailTo(email);
    await caller.auth.verifyEmail({ token: link });
    await caller.auth.signUp({ email: "other@example.org", password: PASSWORD, name: "Other" });
    const { token: openLink } = await lastMailTo("other@example.org");
    await caller.auth.signIn({ email, password: PASSWORD });
    const token = /session=([\w-]{43});/.exec(context.responseHeaders.get("set-cookie") ?? "")?.[1] ?? "";

    const everything = await dump();
    for (const secret of [link, openLink, token, PASSWORD]) {
      expect(secret.length).toBeGreaterThan(10);
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret).toString("base64"));
    }
    expect(everything).toContain(hashToken(token));

    const texts = [...new Set(everything.match(/[\w$/+=.,-]{20,}/g))];
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) {
      for (const guess of [text, text.slice(0, 43), Buffer.from(text, "hex").toString("base64url")]) {
        const { caller: thief } = await createTestCaller("anonymous", { sessionToken: guess });
        expect((await thief.auth.session()).data).toBeNull();
        expect((await refusal(thief.auth.verifyEmail({ token: guess }))).code).toBe("VALIDATION_ERROR");
        expect((await refusal(thief.auth.resetPassword({ token: guess, password: PASSWORD }))).code).toBe(
          "VALIDATION_ERROR",
        );
      }
    }
  });

  it("holds only links that are sealed: 256 bits, under a key that is not in the database", async () => {
    const { caller } = await createTestCaller("anonymous");
    await caller.auth.signUp({ email: "sealed@example.org", password: PASSWORD, name: "Sealed" });
    const { payload } = await prisma.outboxMail.findFirstOrThrow({
      orderBy: { id: "desc" },
      select: { payload: true },
    });
    expect(payload).not.toMatch(/sealed@example|token=|http/i);
    expect((await lastMailTo("sealed@example.org")).token).toMatch(/^[\w-]{43}$/);
  });
});
