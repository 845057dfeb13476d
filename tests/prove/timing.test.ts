import { performance } from "node:perf_hooks";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "@/server/context";
import { resetDatabase, testDatabaseKind } from "../helpers/database";
import { isShort } from "../helpers/prove-profile";
import { rawCall } from "../helpers/raw-call";
import { areaUnderCurve } from "../helpers/statistics";
import { makeUser, PASSWORD, signedIn } from "../helpers/world";

/** Few samples beside other work scatter: the short profile finds a step that is left out, the full one a hint of it. */
const SAMPLES = isShort ? 40 : 200;
const MAX_AUC = isShort ? 0.8 : 0.6;
/** So that compilers and pools are warm. */
const WARM_UP = isShort ? 5 : 20;
const WRONG = "amber-lantern-over-moss-7";

type Wishes = NonNullable<Parameters<typeof makeUser>[0]>;

type Path = {
  name: string;
  procedure: string;
  /** The account that one half of the addresses has; null for none. The other half has none. */
  known: Wishes;
  input: (email: string) => Record<string, unknown>;
  /** Whether the caller is signed in. */
  signedIn?: true;
};

const signIn = (email: string) => ({ email, password: WRONG });
const signUp = (email: string) => ({ email, password: WRONG, name: "Grace Hopper" });
const mailed = (email: string) => ({ email });

const PATHS: Path[] = [
  { name: "sign-in, wrong password", procedure: "auth.signIn", known: { password: true }, input: signIn },
  {
    name: "sign-in, disabled account",
    procedure: "auth.signIn",
    known: { password: true, status: "DISABLED" },
    input: signIn,
  },
  {
    name: "sign-in, unverified, wrong password",
    procedure: "auth.signIn",
    known: { password: true, verified: false },
    input: signIn,
  },
  { name: "sign-in, invited, no password yet", procedure: "auth.signIn", known: {}, input: signIn },
  { name: "sign-up, taken and verified", procedure: "auth.signUp", known: { password: true }, input: signUp },
  {
    name: "sign-up, taken and unverified",
    procedure: "auth.signUp",
    known: { password: true, verified: false },
    input: signUp,
  },
  { name: "forgotten password", procedure: "auth.forgotPassword", known: { password: true }, input: mailed },
  {
    name: "resend verification",
    procedure: "auth.resendVerification",
    known: { password: true, verified: false },
    input: mailed,
  },
  {
    name: "change of address, taken",
    procedure: "account.changeEmail",
    known: { password: true },
    input: mailed,
    signedIn: true,
  },
];

const rows: string[] = [];

async function contextFor(path: Path): Promise<() => ReturnType<typeof createContext>> {
  if (!path.signedIn) return () => createContext();
  const { token } = await signedIn(await makeUser({ password: PASSWORD }));
  return () => createContext({ sessionToken: token });
}

/** Milliseconds until the answer, whatever it is. */
async function timed(path: Path, context: ReturnType<typeof createContext>, email: string): Promise<number> {
  const started = performance.now();
  await rawCall(context, path.procedure, path.input(email)).catch(() => undefined);
  return performance.now() - started;
}

async function measure(path: Path): Promise<{ known: number[]; unknown: number[] }> {
  const context = await contextFor(path);
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let index = 0; index < SAMPLES + WARM_UP; index += 1) {
    const emails = { known: `known-${index}@example.org`, unknown: `nobody-${index}@example.org` };
    await makeUser({ ...path.known, email: emails.known });
    // In turns, and each of the two as often first.
    const order = index % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
    for (const which of order) {
      const time = await timed(path, context(), emails[which]);
      if (index >= WARM_UP) times[which].push(time);
    }
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

beforeEach(resetDatabase);

afterAll(() => {
  const title = `\n${testDatabaseKind}: can the time tell known from unknown? (${SAMPLES} interleaved samples each)\n`;
  process.stdout.write(`${title}${rows.join("\n")}\n`);
});

describe("known and unknown addresses take as long (A2)", () => {
  it.each(PATHS)("$name", async (path) => {
    const { known, unknown } = await measure(path);
    const auc = areaUnderCurve(known, unknown);
    const medians = [known, unknown].map((times) => `${median(times).toFixed(2)} ms`);
    rows.push(`  ${path.name.padEnd(38)} AUC ${auc.toFixed(3)}   known ${medians[0]}, unknown ${medians[1]}`);
    expect(Math.max(auc, 1 - auc)).toBeLessThanOrEqual(MAX_AUC);
  });
});
