import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runSecretRotate } from "@/cli/run-secret-rotate";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { resealSecrets } from "@/services/secret-rotation.service";
import { resetDatabase } from "./helpers/database";
import { addRecoveryCodes, addTotp } from "./helpers/factors";
import { captureLogs } from "./helpers/logs";
import { refusal } from "./helpers/refusal";
import { firstStep, secondStep } from "./helpers/second-step";
import { makeUser, type TestUser } from "./helpers/world";

const OLD = env.APP_SECRET[0];
const NEW = "another-one-0123456789-zyxwvutsrqponmlkjihgfedcba";

let ada: TestUser;
let secret: string;

beforeEach(async () => {
  await resetDatabase();
  ada = await makeUser({ email: "ada@example.org", password: true });
  secret = await addTotp(ada);
});

afterEach(() => vi.resetModules());

const stored = async () => (await prisma.totpFactor.findUniqueOrThrow({ where: { userId: ada.id } })).secret;

/** Modules as in a process with these secrets. */
async function under(secrets: string) {
  vi.stubEnv("APP_SECRET", secrets);
  vi.resetModules();
  const { open } = await import("@/lib/secret-box");
  const rotation = await import("@/services/secret-rotation.service");
  return { open, resealSecrets: rotation.resealSecrets };
}

function output() {
  const said: string[] = [];
  return { said, write: (text: string) => said.push(text) };
}

describe("resealSecrets", () => {
  it("S5: lets the old secret go, with every authenticator app kept", async () => {
    const both = await under(`${NEW},${OLD}`);
    expect(await both.resealSecrets()).toEqual({ resealed: 1, unreadable: [] });
    expect((await under(NEW)).open(await stored(), "totp")).toBe(secret);
    const old = await under(OLD ?? "");
    expect(() => old.open("v1.x", "totp")).toThrow();
    await expect(async () => old.open(await stored(), "totp")).rejects.toThrow();
  });

  it("names what no secret opens, leaves it as it is, and goes on", async () => {
    const bob = await makeUser();
    await addTotp(bob);
    const broken = "v1.AAAA";
    await prisma.totpFactor.updateMany({ where: { userId: ada.id }, data: { secret: broken } });
    expect(await resealSecrets()).toEqual({ resealed: 1, unreadable: [ada.id] });
    expect(await stored()).toBe(broken);
  });

  it("goes through more than one batch", async () => {
    const users: TestUser[] = [];
    // One after the other: so many at once would wait for a connection longer than they may.
    for (let made = 0; made < 205; made += 1) users.push(await makeUser());
    const sealed = await stored();
    await prisma.totpFactor.createMany({ data: users.map(({ id: userId }) => ({ userId, secret: sealed })) });
    expect(await resealSecrets()).toEqual({ resealed: 206, unreadable: [] });
  });
});

describe("npm run secret:rotate", () => {
  it("says what it did, and that the old secret can go", async () => {
    const [out, err] = [output(), output()];
    expect(await runSecretRotate([], out, err)).toBe(0);
    expect(out.said.join("")).toMatch(/^1 sealed under the newest secret\.\nOlder secrets can go/);
  });

  it("ends with 1 while something cannot be opened, and for arguments", async () => {
    await prisma.totpFactor.updateMany({ data: { secret: "v1.AAAA" } });
    const [out, err] = [output(), output()];
    expect(await runSecretRotate([], out, err)).toBe(1);
    expect(out.said.join("")).toContain(ada.id);
    expect(await runSecretRotate(["now"], out, err)).toBe(1);
    expect(err.said.join("")).toContain("Usage:");
  });
});

describe("an authenticator app whose secret is gone", () => {
  it("A26: takes no code, says why in the log, and leaves the recovery codes", async () => {
    const [recoveryCode = ""] = await addRecoveryCodes(ada);
    await prisma.totpFactor.updateMany({ data: { secret: "v1.AAAA" } });
    const { token } = await firstStep(ada);
    const { result, lines } = await captureLogs(() => refusal(secondStep(ada, { token, code: totpCode(secret) })));
    expect(result.code).toBe("UNAUTHENTICATED");
    expect(lines.find(({ level }) => level === "error")).toMatchObject({ userId: ada.id });
    expect((await secondStep(ada, { token, recoveryCode })).data.id).toBe(ada.id);
  });
});
