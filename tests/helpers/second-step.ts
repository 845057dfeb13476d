import { expect } from "vitest";
import { prisma } from "@/lib/prisma";
import type { SecondFactor } from "@/schemas/factor.schema";
import type { AuthenticationResponse } from "@/schemas/passkey.schema";
import { createTestCaller } from "./caller";
import { PASSWORD, type TestUser } from "./world";

type Answer = { token?: string; code?: string; recoveryCode?: string; passkey?: AuthenticationResponse };

/** Gives the right password of somebody with a second factor. */
export async function firstStep(user: TestUser, sessionToken: string | null = null): Promise<SecondFactor> {
  const { caller, context } = await createTestCaller("anonymous", { sessionToken });
  const { data } = await caller.auth.signIn({ email: user.email, password: PASSWORD });
  expect(context.responseHeaders.get("set-cookie")).toBeNull();
  return "secondFactor" in data ? data.secondFactor : expect.fail("no second factor was asked for");
}

/** Gives the second factor; after the first step, unless there is a token of one. */
export async function secondStep(user: TestUser, { token, ...answer }: Answer) {
  const device = { ip: "192.0.2.7", userAgent: "Tests/1.0" };
  const { caller, context } = await createTestCaller("anonymous", device);
  const { data } = await caller.auth.secondFactor({ token: token ?? (await firstStep(user)).token, ...answer });
  return { data, cookie: context.responseHeaders.get("set-cookie") };
}

/** How often somebody was wrong in a row, at most. */
export async function failuresInARow(): Promise<number | null> {
  return (await prisma.signInFailure.aggregate({ _max: { failures: true } }))._max.failures;
}

/** How many sessions the user has. */
export function sessionsOf({ id: userId }: TestUser): Promise<number> {
  return prisma.session.count({ where: { userId } });
}
