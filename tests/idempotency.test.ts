import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { prisma } from "@/lib/prisma";
import { runWithBeforeCommit } from "@/lib/request-context";
import {
  beginRun,
  type KeyedCall,
  keepAnswer,
  markCommitted,
  type Run,
  releaseIfUndone,
  releaseKey,
} from "@/services/idempotency.service";
import { purgeExpired } from "@/services/purge.service";
import { resetDatabase } from "./helpers/database";
import { refusal } from "./helpers/refusal";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser } from "./helpers/world";

const START = Date.UTC(2026, 2, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
const LEASE_MS = 15_000;
const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));

const call = (parts: Partial<KeyedCall> = {}): KeyedCall => ({
  caller: "user:1",
  key: "key-1",
  request: '["note.create",{"password":"quiet-harbour-lantern-42"}]',
  ...parts,
});

async function begin(parts: Partial<KeyedCall> = {}): Promise<Run> {
  const { run } = await beginRun(call(parts));
  return run ?? expect.fail("the call was answered before");
}

const commit = (run: Run) => transaction((tx) => markCommitted(tx, run));

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

describe("beginRun", () => {
  it("D3: gives the run to one of 20 at once, and CONFLICT to the others", async () => {
    for (let round = 0; round < 5; round += 1) {
      const verdicts = await tally(atOnce(20, () => beginRun(call({ key: `key-${round}` }))));
      expect(verdicts).toEqual({ OK: 1, CONFLICT: 19 });
    }
  });

  it("D3: refuses the key for another request with IDEMPOTENCY_MISMATCH, before and after the answer", async () => {
    const run = await begin();
    const other = () => refusal(beginRun(call({ request: "another" })));
    expect((await other()).code).toBe("IDEMPOTENCY_MISMATCH");
    await keepAnswer(run, "answer");
    expect((await other()).code).toBe("IDEMPOTENCY_MISMATCH");
  });

  it("D3: knows a key of one caller only", async () => {
    await begin();
    await begin({ caller: "user:2" });
    await begin({ key: "key-2" });
    // What one has at its end cannot pass for the other's beginning.
    await begin({ caller: "user:1k", key: "ey-1" });
    expect(await prisma.idempotencyKey.count()).toBe(4);
  });

  it("D3: gives the answer for 24 hours, and then the key is free for anything", async () => {
    await keepAnswer(await begin(), "answer");
    at(DAY_MS - 1);
    expect(await beginRun(call())).toEqual({ run: null, answer: "answer" });
    at(DAY_MS);
    await begin({ request: "another" });
  });

  it("D3: gives the key to the next when who had it has died before doing anything", async () => {
    const dead = await begin();
    at(LEASE_MS - 1);
    expect((await refusal(beginRun(call()))).code).toBe("CONFLICT");
    at(LEASE_MS);
    expect(await tally(atOnce(20, () => beginRun(call())))).toEqual({ OK: 1, CONFLICT: 19 });
    // It was only slow after all: it can neither commit nor answer.
    expect((await refusal(commit(dead))).code).toBe("CONFLICT");
    await keepAnswer(dead, "answer");
    await releaseKey(dead);
    expect(await prisma.idempotencyKey.findFirst()).toMatchObject({ payload: null, committedAt: null });
  });

  it("D3: does not carry out again what was committed by who died before answering", async () => {
    await commit(await begin());
    at(LEASE_MS);
    const { code, message } = await refusal(beginRun(call()));
    expect(code).toBe("CONFLICT");
    expect(message).toMatch(/was carried out, but its answer is lost/);
  });

  it("says that the answer is lost when its secret is gone", async () => {
    await keepAnswer(await begin(), "answer");
    await prisma.idempotencyKey.updateMany({ data: { payload: "v1.damaged" } });
    expect((await refusal(beginRun(call()))).message).toMatch(/its answer is lost/);
  });
});

describe("markCommitted", () => {
  it("D3: is undone with the transaction that it is in", async () => {
    const run = await begin();
    const { id } = await makeUser();
    const failing = runWithBeforeCommit(
      async (tx) => {
        await markCommitted(tx, run);
        throw new Error("the connection went away");
      },
      () => transaction((tx) => tx.user.updateMany({ where: { id }, data: { version: 9 } })),
    );
    await expect(failing).rejects.toThrow("the connection went away");
    expect(await prisma.idempotencyKey.findFirst()).toMatchObject({ committedAt: null });
    expect(await prisma.user.findUnique({ where: { id } })).toMatchObject({ version: 1 });
  });

  it("D3: undoes the mutation of a run whose place was taken", async () => {
    const run = { id: (await begin()).id, run: randomUUID() };
    const { id } = await makeUser();
    const late = runWithBeforeCommit(
      (tx) => markCommitted(tx, run),
      () => transaction((tx) => tx.user.updateMany({ where: { id }, data: { version: 9 } })),
    );
    expect((await refusal(late)).code).toBe("CONFLICT");
    expect(await prisma.user.findUnique({ where: { id } })).toMatchObject({ version: 1 });
  });
});

describe("how a run ends", () => {
  it("D3: with an answer that nobody can read in the database, nor guess the request from", async () => {
    await keepAnswer(await begin(), '{"key":"gk_secret"}');
    const row = await prisma.idempotencyKey.findFirst();
    expect(JSON.stringify(row)).not.toMatch(/gk_secret|key-1|user:1|quiet-harbour/);
    expect(row?.fingerprint).toHaveLength(43);
  });

  it("with the key given back, whether or not something was committed, after a refusal", async () => {
    const run = await begin();
    await commit(run);
    await releaseKey(run);
    expect((await begin()).run).not.toBe(run.run);
  });

  it("with the key given back after a fault, but for what was committed in spite of it", async () => {
    await releaseIfUndone(await begin());
    const run = await begin();
    await commit(run);
    await releaseIfUndone(run);
    expect((await refusal(beginRun(call()))).message).toMatch(/was carried out/);
  });
});

it("the worker removes keys after their day, and no others", async () => {
  await begin();
  at(1);
  await begin({ key: "key-2" });
  at(DAY_MS);
  await purgeExpired();
  expect(await prisma.idempotencyKey.count()).toBe(1);
});
