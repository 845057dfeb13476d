import { AppError, type ErrorCode } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { processAccountRequests } from "@/services/account-request.service";
import { verifyChains } from "@/services/audit-verify.service";
import { signUp, verifyEmail } from "@/services/auth.service";
import { confirmEmail } from "@/services/email-change.service";
import { issueLinkToken } from "@/services/link-token.service";
import { resetPassword } from "@/services/password.service";
import { createTestCaller } from "./caller";
import { addPasskey, addRecoveryCodes, addTotp, startSecondFactorOf } from "./factors";
import { fromOidc } from "./sign-in-elsewhere";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./world";

const OTHER = "amber-lantern-over-moss-7";

type Verdicts = Partial<Record<ErrorCode | "OK", number>>;
type Racer = (index: number) => Promise<unknown>;

/** A rule that holds however many try at once. */
export type Race = {
  requirement: string;
  name: string;
  /** Sets the scene of a round, and gives what each of the racers does. */
  prepare: (round: number, racers: number) => Promise<Racer>;
  /** Whether the rule held. */
  holds: (verdicts: Verdicts, racers: number) => Promise<boolean> | boolean;
};

/** On a slow machine the queue for hashing fills up (R7); who is sent away comes back, as Retry-After says. */
export async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isQueue = error instanceof AppError && error.code === "SERVICE_UNAVAILABLE" && error.cause === undefined;
      if (!isQueue) throw error;
    }
  }
}

/** One wins, all others are refused. */
const oneWins = ({ OK }: Verdicts) => OK === 1;

function link(
  template: "verifyEmail" | "resetPassword" | "confirmEmail",
  use: (token: string) => Promise<unknown>,
): Race["prepare"] {
  return async (round) => {
    const user = await makeUser({ password: true, verified: template === "confirmEmail" });
    const token = await issueLinkToken(prisma, user.id, template, `moved-${round}@example.org`);
    return () => patiently(() => use(token));
  };
}

/** Answers to the second step of a sign-in: each racer has its own attempt, unless they share one. */
async function secondSteps(
  user: TestUser,
  attempts: number,
  answer: { code: string } | { recoveryCode: string },
): Promise<Racer> {
  const tokens: string[] = [];
  for (let index = 0; index < attempts; index += 1) tokens.push(await startSecondFactorOf(user));
  const { caller } = await createTestCaller("anonymous");
  return (index) => caller.auth.secondFactor({ token: tokens[index % attempts] ?? "", ...answer });
}

export const RACES: readonly Race[] = [
  {
    requirement: "A19",
    name: "one verification link",
    prepare: link("verifyEmail", (token) => verifyEmail({ token })),
    holds: oneWins,
  },
  {
    requirement: "A19",
    name: "one reset link",
    prepare: link("resetPassword", (token) => resetPassword({ token, password: OTHER })),
    holds: oneWins,
  },
  {
    requirement: "D1",
    name: "creations of one address by an admin",
    prepare: async (round) => {
      const { caller } = await createTestCaller("ADMIN");
      return () => caller.user.create({ email: `created-${round}@example.org`, name: "Racer" });
    },
    holds: ({ OK, CONFLICT }, racers) => OK === 1 && CONFLICT === racers - 1,
  },
  {
    requirement: "D2",
    name: "changes with one If-Match",
    prepare: async () => {
      const { id } = await makeUser();
      const { caller } = await createTestCaller("ADMIN", { ifMatch: '"1"' });
      return (index) => caller.user.update({ id, name: `Racer ${index}` });
    },
    holds: ({ OK, PRECONDITION_FAILED }, racers) => OK === 1 && PRECONDITION_FAILED === racers - 1,
  },
  {
    requirement: "D1",
    name: "sign-ups of one address, answered by 20 workers",
    prepare: async (round) => {
      const email = `rush-${round}@example.org`;
      await Promise.all(["A", "B", "C"].map((name) => patiently(() => signUp({ email, password: PASSWORD, name }))));
      return async () => processAccountRequests();
    },
    holds: async ({ OK }, racers) => {
      const accounts = await prisma.user.groupBy({ by: ["email"], _count: true });
      const left = await prisma.accountRequest.count();
      return OK === racers && left === 0 && accounts.every(({ _count }) => _count === 1);
    },
  },
  {
    requirement: "A19",
    name: "one link that confirms a new address",
    prepare: link("confirmEmail", (token) => confirmEmail({ token })),
    holds: oneWins,
  },
  {
    requirement: "A19",
    name: "one new address, confirmed by 20 accounts",
    prepare: async (round, racers) => {
      const tokens: string[] = [];
      for (let index = 0; index < racers; index += 1) {
        const { id } = await makeUser({ password: true });
        tokens.push(await issueLinkToken(prisma, id, "confirmEmail", `wanted-${round}@example.org`));
      }
      return (index) => confirmEmail({ token: tokens[index] ?? "" });
    },
    holds: oneWins,
  },
  {
    requirement: "Z7",
    name: "20 admins who all step down",
    prepare: async (_round, racers) => {
      await prisma.user.updateMany({ data: { role: "USER" } });
      const admins = await Promise.all(Array.from({ length: racers }, () => createTestCaller("ADMIN")));
      return async (index) => admins[index]?.caller.user.update({ id: admins[index]?.userId ?? "", role: "USER" });
    },
    holds: async () => (await prisma.user.count({ where: { role: "ADMIN", status: "ACTIVE" } })) === 1,
  },
  {
    requirement: "A26",
    name: "one attempt at the second step",
    prepare: async () => {
      const user = await makeUser({ password: true });
      return secondSteps(user, 1, { code: totpCode(await addTotp(user)) });
    },
    holds: oneWins,
  },
  {
    requirement: "A26",
    name: "one code of the app, in 10 attempts",
    prepare: async () => {
      const user = await makeUser({ password: true });
      return secondSteps(user, 10, { code: totpCode(await addTotp(user)) });
    },
    holds: oneWins,
  },
  {
    requirement: "A26",
    name: "one recovery code, in 10 attempts",
    prepare: async () => {
      const user = await makeUser({ password: true });
      await addTotp(user);
      const [recoveryCode = ""] = await addRecoveryCodes(user);
      return secondSteps(user, 10, { recoveryCode });
    },
    holds: oneWins,
  },
  {
    requirement: "A26",
    name: "one answer of a passkey",
    prepare: async () => {
      const { authenticator } = await addPasskey(await makeUser());
      const { caller } = await createTestCaller("anonymous");
      const { token, options } = (await caller.passkey.signInOptions()).data;
      const response = authenticator.get(options);
      return () => caller.passkey.signIn({ token, response });
    },
    holds: oneWins,
  },
  {
    requirement: "A27",
    name: "one answer of a provider, for somebody new",
    prepare: async (round) => {
      const answer = await fromOidc({ sub: `race-${round}` });
      const { caller } = await createTestCaller("anonymous");
      return () => caller.identity.signIn(answer);
    },
    holds: oneWins,
  },
  {
    requirement: "A24",
    name: "revocations of one key",
    prepare: async () => {
      const { caller } = await createTestCaller("USER");
      const { id } = (await caller.apiKey.create({ name: "Racer", scopes: ["account:read"] })).data;
      return () => caller.apiKey.remove({ id });
    },
    holds: ({ OK, NOT_FOUND }, racers) => OK === 1 && NOT_FOUND === racers - 1,
  },
  {
    requirement: "D3",
    name: "new keys with one Idempotency-Key",
    prepare: async (round) => {
      const { caller } = await createTestCaller("USER", { idempotencyKey: `race-${round}` });
      return () => caller.apiKey.create({ name: "Racer", scopes: ["account:read"] });
    },
    holds: async ({ OK = 0, CONFLICT = 0 }, racers) => {
      const made = await prisma.apiKey.groupBy({ by: ["userId"], where: { name: "Racer" }, _count: true });
      return OK > 0 && OK + CONFLICT === racers && made.every(({ _count }) => _count === 1);
    },
  },
  {
    requirement: "A17",
    name: "ends of one session",
    prepare: async () => {
      const user = await makeUser();
      await signedIn(user);
      const { id } = await prisma.session.findFirstOrThrow({ where: { userId: user.id } });
      const { caller } = await createTestCaller(user);
      return () => caller.session.remove({ id });
    },
    holds: ({ OK, NOT_FOUND }, racers) => OK === 1 && NOT_FOUND === racers - 1,
  },
  {
    requirement: "D9",
    name: "changes of one account: its chain verifies",
    prepare: async () => {
      const { id } = await makeUser();
      const { caller } = await createTestCaller("ADMIN");
      return (index) => caller.user.update({ id, name: `Racer ${index}` });
    },
    holds: async ({ OK }, racers) => OK === racers && (await verifyChains({ onBroken: () => undefined })).broken === 0,
  },
];
