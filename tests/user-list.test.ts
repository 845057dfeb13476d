import { beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { createTestCaller } from "./helpers/caller";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { makeUser } from "./helpers/world";

type Caller = Awaited<ReturnType<typeof createTestCaller>>["caller"];
type Input = NonNullable<Parameters<Caller["user"]["list"]>[0]>;

const SORTS = ["-createdAt", "createdAt", "email", "-email", "name", "-name"] as const;
/** Ties on purpose: few names and few times among many rows. */
const NAMES = ["Zoë", "zoe", "Ångström", "adam", "Ада", "名前", "😀 Smile", "Zoë"];
const ROWS = 60;

let admin: Caller;
const everyone: User[] = [];

beforeAll(async () => {
  const { caller } = await createTestCaller("ADMIN");
  admin = caller;
  for (let index = 0; index < ROWS; index += 1) {
    await makeUser({
      email: `u${(index * 7) % ROWS}-${index}@example.org`,
      name: NAMES[index % NAMES.length] ?? "",
      createdAt: new Date(Date.UTC(2026, 0, 1 + (index % 4))),
      status: index % 5 === 0 ? "DISABLED" : "ACTIVE",
    });
  }
  everyone.push(...(await walk({ limit: 100 })));
});

async function walk(input: Input, between: () => Promise<unknown> = async () => undefined): Promise<User[]> {
  const rows: User[] = [];
  for (let cursor: string | undefined; ; ) {
    const { data, meta } = await admin.user.list({ ...input, ...(cursor !== undefined && { cursor }) });
    expect(data.length).toBeLessThanOrEqual(meta.pagination.limit);
    rows.push(...data);
    if (meta.pagination.nextCursor === null) return rows;
    expect(data).toHaveLength(meta.pagination.limit);
    cursor = meta.pagination.nextCursor;
    await between();
  }
}

const ids = (rows: readonly User[]) => rows.map(({ id }) => id);

describe("user.list", () => {
  it("gives 20 of the newest first, unless told otherwise", async () => {
    const { data, meta } = await admin.user.list({});
    expect(data).toHaveLength(20);
    expect(ids(data)).toEqual(ids(everyone).slice(0, 20));
    expect(meta.pagination).toEqual({ limit: 20, nextCursor: expect.any(String) });
  });

  it.each(SORTS.flatMap((sort) => [1, 7, 20, 61].map((limit) => [sort, limit] as const)))(
    "by %s in pages of %d visits every row once, ties included",
    async (sort, limit) => {
      const rows = await walk({ sort, limit });
      expect(ids(rows).sort()).toEqual(ids(everyone).sort());
    },
  );

  it.each(["createdAt", "email", "name"] as const)("by -%s is exactly the reverse of it", async (sort) => {
    const forward = await walk({ sort, limit: 9 });
    const backward = await walk({ sort: `-${sort}`, limit: 9 });
    expect(ids(backward)).toEqual(ids(forward).reverse());
  });

  it("sorts by the email's bytes, by the time, and by the name without case and marks", async () => {
    const emails = (await walk({ sort: "email", limit: 100 })).map(({ email }) => email);
    expect(emails).toEqual([...emails].sort());
    const times = (await walk({ sort: "createdAt", limit: 100 })).map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const names = (await walk({ sort: "name", limit: 100 })).map(({ name }) => name);
    const own = names.filter((name) => NAMES.includes(name));
    const order = ["adam", "Ångström", "Zoë", "zoe", "Ада", "名前", "😀 Smile"];
    const groups = own.map((name) => order.indexOf(name === "zoe" ? "Zoë" : name));
    expect(groups).toEqual([...groups].sort((one, other) => one - other));
  });

  it.each(SORTS)("by %s misses and repeats nothing while rows come in and go", async (sort) => {
    let added = 0;
    const rows = await walk({ sort, limit: 7, status: "ACTIVE" }, async () => {
      added += 1;
      const fresh = await makeUser({ email: `a${added}-${sort}@example.org`, name: added % 2 ? "Aaa" : "Zzz" });
      if (added % 2) await admin.user.remove({ id: fresh.id });
      else await admin.user.update({ id: fresh.id, status: "DISABLED" });
    });
    const expected = everyone.filter(({ status }) => status === "ACTIVE");
    expect(new Set(ids(rows)).size).toBe(rows.length);
    expect(ids(rows)).toEqual(expect.arrayContaining(ids(expected)));
  });

  it("filters by role and status, and counts only when asked to", async () => {
    const count = async (input: Input) =>
      (await admin.user.list({ ...input, withTotal: true, limit: 1 })).meta.pagination.total;
    expect(await count({ q: "u", role: "USER" })).toBe(ROWS);
    expect(await count({ q: "u", status: "DISABLED", role: "USER" })).toBe(ROWS / 5);
    expect(await count({ role: "ADMIN" })).toBe(1);
    expect(await count({ role: "ADMIN", status: "DISABLED" })).toBe(0);
    expect((await admin.user.list({ limit: 1 })).meta.pagination).not.toHaveProperty("total");
  });

  it("counts all that match on every page, not what is left", async () => {
    const first = await admin.user.list({ q: "u", withTotal: true, limit: 50 });
    const cursor = first.meta.pagination.nextCursor ?? "";
    const second = await admin.user.list({ q: "u", withTotal: true, limit: 50, cursor });
    expect([first, second].map(({ meta }) => meta.pagination.total)).toEqual([ROWS, ROWS]);
    expect(second.meta.pagination.nextCursor).toBeNull();
  });

  it("is empty, with no cursor, where nothing matches", async () => {
    const { data, meta } = await admin.user.list({ q: "nobody-is-called-so" });
    expect([data, meta.pagination]).toEqual([[], { limit: 20, nextCursor: null }]);
  });

  it("tells the last sign-in when asked to, and null for who never did", async () => {
    const at = new Date("2026-02-03T04:05:06.789Z");
    const { id } = everyone[0] ?? expect.fail("nobody is there");
    await prisma.user.update({ where: { id }, data: { lastSignInAt: at }, select: { id: true } });
    const { data } = await admin.user.list({ withLastSignIn: true, limit: 100 });
    expect(data.find((user) => user.id === id)?.lastSignInAt).toEqual(at);
    expect(data.filter((user) => user.lastSignInAt === null)).toHaveLength(data.length - 1);
    const [plain] = (await admin.user.list({ limit: 1 })).data;
    expect(plain).not.toHaveProperty("lastSignInAt");
    expect((await admin.user.byId({ id })).data).not.toHaveProperty("lastSignInAt");
  });

  it("refuses a withLastSignIn that is neither true nor false", async () => {
    const { context } = await createTestCaller("ADMIN");
    expect(await refusal(rawCall(context, "user.list", { withLastSignIn: "yes" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "withLastSignIn" }],
    });
  });

  it.each([0, 101, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses a limit of %d (I18)", async (limit) => {
    expect(await refusal(admin.user.list({ limit }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "limit" }],
    });
  });

  it("Z2: refuses nobody and a plain user", async () => {
    const { caller: nobody } = await createTestCaller("anonymous");
    const { caller: user } = await createTestCaller("USER");
    expect((await refusal(nobody.user.list({}))).code).toBe("UNAUTHENTICATED");
    expect((await refusal(user.user.list({}))).code).toBe("FORBIDDEN");
  });
});

describe("the cursor of user.list (I18)", () => {
  const refused = { code: "VALIDATION_ERROR", details: [{ field: "cursor" }] };

  it("holds for its own sort and filters only", async () => {
    const base = { limit: 5, sort: "email", status: "ACTIVE", role: "USER", q: "u" } as const;
    const cursor = (await admin.user.list(base)).meta.pagination.nextCursor ?? "";
    expect((await admin.user.list({ ...base, cursor })).data).toHaveLength(5);
    expect((await admin.user.list({ ...base, cursor, limit: 9, withTotal: true })).data).toHaveLength(9);
    const { q: _q, ...withoutQ } = base;
    const others: Input[] = [
      { ...base, sort: "-email" },
      { ...base, sort: "name" },
      { ...base, status: "DISABLED" },
    ];
    for (const other of [...others, { ...base, role: "ADMIN" as const }, { ...base, q: "u1" }, withoutQ]) {
      expect(await refusal(admin.user.list({ ...other, cursor }))).toMatchObject(refused);
    }
  });

  it.each(["x", "", "e30.e30", "x".repeat(1025), "\u0000"])("refuses %j", async (cursor) => {
    expect(await refusal(admin.user.list({ cursor }))).toMatchObject(refused);
  });
});
