import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { createTestCaller } from "./helpers/caller";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

type Caller = Awaited<ReturnType<typeof createTestCaller>>["caller"];

const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";
let admin: Caller;
let person: TestUser;

beforeAll(async () => {
  admin = (await createTestCaller("ADMIN")).caller;
});

beforeEach(async () => {
  person = await makeUser({ name: "Ada King" });
});

async function read(id: string) {
  return (await admin.user.byId({ id })).data;
}

describe("user.update", () => {
  it("sets what is given, counts the version and notes the time", async () => {
    const later = new Date(Date.now() + 60_000);
    setClock(() => later);
    const { data } = await admin.user.update({ id: person.id, name: "Ada Lovelace" });
    const { password: _none, ...before } = person;
    expect(data).toEqual({ ...before, name: "Ada Lovelace", version: 2, updatedAt: later });
    expect(await read(person.id)).toEqual(data);
  });

  it("makes the new name the one that is searched and sorted by", async () => {
    await admin.user.update({ id: person.id, name: "Zora Neale" });
    const found = async (q: string) => (await admin.user.list({ q, limit: 100 })).data.map(({ id }) => id);
    expect(await found("neale")).toContain(person.id);
    expect(await found("king")).not.toContain(person.id);
    expect(await found(person.email)).toContain(person.id);
  });

  it("changes nothing, not even the version, when nothing is given or nothing differs", async () => {
    expect((await admin.user.update({ id: person.id })).data.version).toBe(1);
    expect(
      (await admin.user.update({ id: person.id, name: "Ada King", role: "USER", status: "ACTIVE" })).data.version,
    ).toBe(1);
  });

  it("lets a person change the own name, and nothing else (Z6)", async () => {
    const { caller: self } = await createTestCaller(person);
    expect((await self.user.update({ id: person.id, name: "Ada" })).data.name).toBe("Ada");
    for (const change of [
      { role: "ADMIN" },
      { status: "DISABLED" },
      { role: "USER" },
      { name: "X", role: "ADMIN" },
    ] as const) {
      expect((await refusal(self.user.update({ id: person.id, ...change }))).code).toBe("FORBIDDEN");
    }
    expect(await read(person.id)).toMatchObject({ name: "Ada", role: "USER", status: "ACTIVE", version: 2 });
  });

  it("Z1: answers a foreign row as it answers a missing one, whatever is asked for", async () => {
    const { caller } = await createTestCaller("USER");
    for (const change of [{}, { name: "X" }, { role: "ADMIN" }] as const) {
      const foreign = await refusal(caller.user.update({ id: person.id, ...change }));
      expect(foreign).toEqual(await refusal(caller.user.update({ id: MISSING, ...change })));
      expect(foreign.code).toBe("NOT_FOUND");
    }
    expect(await read(person.id)).toMatchObject({ name: "Ada King", version: 1 });
  });

  it("refuses a missing row with NOT_FOUND", async () => {
    expect((await refusal(admin.user.update({ id: MISSING, name: "X" }))).code).toBe("NOT_FOUND");
  });

  it("A15: disabling ends the sessions and the links that are out", async () => {
    const { token } = await signedIn(person);
    const { caller } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await caller.auth.session()).data?.user.id).toBe(person.id);
    await admin.user.update({ id: person.id, status: "DISABLED" });
    expect(await prisma.session.count({ where: { userId: person.id } })).toBe(0);
    const { caller: next } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await next.auth.session()).data).toBeNull();
    await admin.user.update({ id: person.id, status: "ACTIVE" });
    expect(
      (await (await createTestCaller("anonymous", { sessionToken: token })).caller.auth.session()).data,
    ).toBeNull();
  });
});

describe("user.replace", () => {
  it("sets name, role and status together", async () => {
    const { data } = await admin.user.replace({ id: person.id, name: "Root", role: "ADMIN", status: "DISABLED" });
    expect(data).toMatchObject({
      id: person.id,
      email: person.email,
      name: "Root",
      role: "ADMIN",
      status: "DISABLED",
      version: 2,
    });
    expect(await read(person.id)).toEqual(data);
  });

  it.each(["name", "role", "status"] as const)("refuses to do without %s", async (field) => {
    const { [field]: _left, ...rest } = { id: person.id, name: "N", role: "USER", status: "ACTIVE" };
    const { context } = await createTestCaller("ADMIN");
    const error = await refusal(rawCall(context, "user.replace", rest));
    expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field }] });
    expect(await read(person.id)).toMatchObject({ version: 1 });
  });

  it("refuses the person themselves, and any other user, with FORBIDDEN", async () => {
    const input = { id: person.id, name: "N", role: "USER", status: "ACTIVE" } as const;
    const { caller: self } = await createTestCaller(person);
    expect((await refusal(self.user.replace(input))).code).toBe("FORBIDDEN");
    const { caller: other } = await createTestCaller("USER");
    expect((await refusal(other.user.replace(input))).code).toBe("FORBIDDEN");
    expect((await refusal(admin.user.replace({ ...input, id: MISSING }))).code).toBe("NOT_FOUND");
  });
});

describe("If-Match (D2)", () => {
  it.each(["update", "replace"] as const)("holds for user.%s: this version or none", async (verb) => {
    const change = { id: person.id, name: `By ${verb}`, role: "USER", status: "ACTIVE" } as const;
    const at = async (ifMatch: string) => (await createTestCaller("ADMIN", { ifMatch })).caller.user[verb](change);
    for (const stale of ['"2"', 'W/"1"', "", "rubbish"]) {
      expect((await refusal(at(stale))).code).toBe("PRECONDITION_FAILED");
    }
    expect(await read(person.id)).toMatchObject({ name: "Ada King", version: 1 });
    expect((await at('"0", "1"')).data.version).toBe(2);
    expect((await refusal(at('"1"'))).code).toBe("PRECONDITION_FAILED");
  });

  it("is not told from a missing row by somebody who may not see it", async () => {
    const { caller } = await createTestCaller("USER", { ifMatch: '"9"' });
    expect((await refusal(caller.user.update({ id: person.id, name: "X" }))).code).toBe("NOT_FOUND");
  });

  it("Z7: takes a role that is given as undefined for one that is not given", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { caller } = await createTestCaller(admin);
    const { data } = await caller.user.update({ id: admin.id, name: "Still In Charge", role: undefined });
    expect(data).toMatchObject({ name: "Still In Charge", role: "ADMIN", status: "ACTIVE" });
  });
});
