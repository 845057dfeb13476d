import { beforeEach, describe, expect, it } from "vitest";
import { runAuditVerify } from "@/cli/run-audit-verify";
import { transaction } from "@/lib/db-retry";
import { prisma } from "@/lib/prisma";
import { type HashedEvent, hashEvent, recordAudit } from "@/services/audit.service";
import { type BrokenChain, verifyChains } from "@/services/audit-verify.service";
import { withDatabaseAway } from "./helpers/away";
import { resetDatabase } from "./helpers/database";
import { atOnce } from "./helpers/verdicts";

const [ONE, TWO, NONE] = [1, 2, 9].map((digit) => `0198c0de-7a1b-7000-8000-00000000000${digit}`);
const ACCOUNTS = [ONE ?? "", TWO ?? ""] as const;
const [account] = ACCOUNTS;

async function note(accountId: string, count = 1): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const record = { accountId, type: "account.updated", by: accountId, details: { made } } as const;
    await transaction((tx) => recordAudit(tx, record));
  }
}

beforeEach(async () => {
  await resetDatabase();
  for (const id of ACCOUNTS) await note(id, 5);
  await prisma.auditEvent.updateMany({ data: { ip: null } });
});

async function verify(accountId?: string) {
  const broken: BrokenChain[] = [];
  const result = await verifyChains({ accountId, onBroken: (chain) => broken.push(chain) });
  return { result, broken };
}

const event = (sequence: number) => ({ accountId_sequence: { accountId: account, sequence } });

async function run(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runAuditVerify(args, { write: (text) => out.push(text) }, { write: (text) => err.push(text) });
  return { code, out: out.join(""), err: err.join("") };
}

const COLUMNS: { [Column in keyof HashedEvent]: HashedEvent[Column] } & { hash: string } = {
  id: "0198c0de-7a1b-7000-8000-0000000000ff",
  accountId: NONE ?? "",
  sequence: 77,
  type: "account.created",
  actorKind: "SYSTEM",
  actorId: NONE ?? "",
  impersonatorId: NONE ?? "",
  ip: "203.0.113.9",
  requestId: "req_forged",
  details: '{"made":3}',
  createdAt: new Date(0),
  hash: "0".repeat(64),
};

describe("verifyChains (D9)", () => {
  it("D9: finds nothing to say about chains that are whole, one or all", async () => {
    expect(await verify()).toEqual({ result: { chains: 2, events: 10, broken: 0 }, broken: [] });
    expect(await verify(account)).toEqual({ result: { chains: 1, events: 5, broken: 0 }, broken: [] });
  });

  it.each(Object.entries(COLUMNS))("D9: finds a row whose %s was changed", async (column, value) => {
    await prisma.auditEvent.update({ where: event(3), data: { [column]: value } });
    const { broken } = await verify();
    const problem = ["accountId", "sequence"].includes(column) ? "is missing" : "is not as it was written";
    expect(broken).toContainEqual({ accountId: account, sequence: 3, problem });
  });

  it("D9: finds a row whose column was emptied", async () => {
    for (const column of ["actorId", "details"] as const) {
      const [before] = [await prisma.auditEvent.findUniqueOrThrow({ where: event(2) })];
      await prisma.auditEvent.update({ where: event(2), data: { [column]: column === "actorId" ? null : "" } });
      expect((await verify(account)).broken).toMatchObject([{ sequence: 2 }]);
      await prisma.auditEvent.update({ where: event(2), data: before });
    }
    expect((await verify(account)).broken).toEqual([]);
  });

  it.each([1, 3, 5])("D9: finds that event %i of 5 was removed", async (sequence) => {
    await prisma.auditEvent.delete({ where: event(sequence) });
    expect((await verify()).broken).toEqual([{ accountId: account, sequence, problem: "is missing" }]);
  });

  it("D9: finds that all events of an account were removed", async () => {
    await prisma.auditEvent.deleteMany({ where: { accountId: account } });
    expect((await verify()).broken).toEqual([{ accountId: account, sequence: 1, problem: "is missing" }]);
  });

  it("D9: finds that the chain was removed, with the events left", async () => {
    await prisma.auditChain.delete({ where: { accountId: account } });
    const problem = "belongs to a chain that is missing";
    for (const one of [undefined, account]) {
      expect((await verify(one)).broken).toEqual([{ accountId: account, sequence: 1, problem }]);
    }
  });

  it("D9: finds two events that changed places", async () => {
    await prisma.auditEvent.update({ where: event(2), data: { sequence: 99 } });
    await prisma.auditEvent.update({ where: event(3), data: { sequence: 2 } });
    await prisma.auditEvent.update({ where: event(99), data: { sequence: 3 } });
    const problem = "is not as it was written";
    expect((await verify()).broken).toEqual([{ accountId: account, sequence: 2, problem }]);
  });

  it.each([
    [{ head: "f".repeat(64) }, 5, "is not what its chain ends with"],
    [{ head: "" }, 5, "is not what its chain ends with"],
    [{ length: 6 }, 6, "is missing"],
    [{ length: 4 }, 5, "is behind the end of its chain"],
  ])("D9: finds a chain with a forged end: %j", async (data, sequence, problem) => {
    await prisma.auditChain.update({ where: { accountId: account }, data });
    expect((await verify()).broken).toEqual([{ accountId: account, sequence, problem }]);
  });

  it("D9: finds an event that was put in, though its hash is right, and one before the first", async () => {
    const last = await prisma.auditEvent.findUniqueOrThrow({ where: event(5) });
    const { hash: head, ...columns } = { ...last, id: COLUMNS.id, sequence: 6 };
    await prisma.auditEvent.create({ data: { ...columns, hash: hashEvent(head, columns) } });
    expect((await verify()).broken).toMatchObject([{ sequence: 6, problem: "is behind the end of its chain" }]);
    await prisma.auditEvent.update({ where: event(6), data: { sequence: 0 } });
    expect((await verify()).broken).toMatchObject([{ sequence: 0, problem: "has no place in a chain" }]);
  });

  it("names each broken chain once, by its first fault", async () => {
    await prisma.auditEvent.updateMany({ where: { sequence: { in: [2, 4] } }, data: { requestId: "x" } });
    const { result, broken } = await verify();
    expect(result).toMatchObject({ chains: 2, broken: 2 });
    expect(broken.map(({ accountId, sequence }) => [accountId, sequence])).toEqual(ACCOUNTS.map((id) => [id, 2]));
  });

  it("goes through more accounts and events than a batch holds", async () => {
    const chains = Array.from({ length: 450 }, (_, index) => ({ accountId: `many-${String(index).padStart(4, "0")}` }));
    await prisma.auditChain.createMany({ data: chains });
    await note("many-0449");
    const long = "long";
    const template = await prisma.auditEvent.findUniqueOrThrow({ where: event(1) });
    let head = "";
    const rows = Array.from({ length: 2_300 }, (_, index) => {
      const { hash: _hash, ...columns } = { ...template, id: `long-${index}`, accountId: long, sequence: index + 1 };
      head = hashEvent(head, columns);
      return { ...columns, hash: head };
    });
    for (let at = 0; at < rows.length; at += 500) {
      await prisma.auditEvent.createMany({ data: rows.slice(at, at + 500) });
    }
    await prisma.auditChain.create({ data: { accountId: long, length: 2_300, head } });
    expect(await verify()).toEqual({ result: { chains: 453, events: 2_311, broken: 0 }, broken: [] });
    await prisma.auditEvent.update({ where: { id: "long-2200" }, data: { ip: "1" } });
    await prisma.auditChain.delete({ where: { accountId: "many-0449" } });
    expect((await verify()).broken).toEqual([
      { accountId: long, sequence: 2_201, problem: "is not as it was written" },
      { accountId: "many-0449", sequence: 1, problem: "belongs to a chain that is missing" },
    ]);
  });

  it("takes nothing that is just being written for a fault", async () => {
    const writing = Promise.all(ACCOUNTS.map((id) => note(id, 40)));
    const looks = await Promise.all(atOnce(4, async () => (await verify()).broken));
    await writing;
    expect(looks.flat()).toEqual([]);
    expect((await verify()).result).toEqual({ chains: 2, events: 90, broken: 0 });
  });

  it("throws NOT_FOUND for an account that it knows nothing of", async () => {
    await expect(verify(NONE)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("npm run audit:verify (D9)", () => {
  it("says that all is whole, with exit code 0", async () => {
    expect(await run()).toEqual({ code: 0, out: "2 chains with 10 events: all whole.\n", err: "" });
    expect(await run("--account", account)).toMatchObject({ code: 0, out: "1 chain with 5 events: all whole.\n" });
  });

  it("D9: names what is broken, line by line, with exit code 1", async () => {
    await prisma.auditEvent.delete({ where: event(2) });
    const line = `${account}: event 2 is missing.\n`;
    expect(await run()).toEqual({ code: 1, out: `${line}2 chains with 9 events: 1 broken.\n`, err: "" });
    expect((await run("--account", account)).code).toBe(1);
    expect((await run("--account", ACCOUNTS[1])).code).toBe(0);
  });

  it.each([
    [["--account", "x"], '"x" is not the ID of an account.'],
    [["--account", NONE ?? ""], "There is no chain for this account."],
    [["--all"], "Unknown option '--all'"],
    [["extra"], "Unexpected argument 'extra'"],
  ])("says what is wrong with %j", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).toContain("Usage: npm run audit:verify");
  });

  it("says so when the database is away, without a stack", async () => {
    const said: string[] = [];
    const sink = { write: (text: string) => said.push(text) };
    const code = await withDatabaseAway(async () => {
      const { runAuditVerify: runAfresh } = await import("@/cli/run-audit-verify");
      return runAfresh([], sink, sink);
    });
    expect({ code, said }).toEqual({ code: 1, said: [expect.stringMatching(/^The database cannot be used: .*\n$/)] });
  });
});
