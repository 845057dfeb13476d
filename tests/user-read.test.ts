import { describe, expect, it, vi } from "vitest";
import { createCaller } from "@/server/root";
import { getUser } from "@/services/user.service";
import { createTestCaller } from "./helpers/caller";
import { refusal } from "./helpers/refusal";
import { listenToStatements } from "./helpers/statements";
import { actorOf, makeUser } from "./helpers/world";

const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";

describe("user.byId", () => {
  it("gives an admin anyone, and a person themselves, in the same shape", async () => {
    const person = await makeUser({ name: "Ada" });
    const { password: _none, ...expected } = person;
    const { caller: admin } = await createTestCaller("ADMIN");
    const { caller: self } = await createTestCaller(person);
    expect((await admin.user.byId({ id: person.id })).data).toEqual(expected);
    expect((await self.user.byId({ id: person.id })).data).toEqual(expected);
  });

  it("Z4: gives exactly the keys of the contract, no hash among them", async () => {
    const person = await makeUser({ password: true });
    const { caller } = await createTestCaller(person);
    const { data } = await caller.user.byId({ id: person.id });
    expect(Object.keys(data).sort()).toEqual([
      "createdAt",
      "email",
      "emailVerified",
      "id",
      "name",
      "role",
      "status",
      "updatedAt",
      "version",
    ]);
  });

  it("Z1: answers a foreign row as it answers a missing one", async () => {
    const other = await makeUser();
    const { caller } = await createTestCaller("USER");
    const foreign = await refusal(caller.user.byId({ id: other.id }));
    expect(foreign).toEqual({ code: "NOT_FOUND", message: "There is nothing here." });
    expect(await refusal(caller.user.byId({ id: MISSING }))).toEqual(foreign);
  });

  it("asks one query for all calls of a request that come together, and answers each by itself", async () => {
    const people = [await makeUser(), await makeUser()];
    const { context } = await createTestCaller("ADMIN");
    await context.authenticate();
    const statements = await listenToStatements();
    const caller = createCaller(context);
    const [one, missing, two, again] = await Promise.allSettled(
      [people[0]?.id, MISSING, people[1]?.id, people[0]?.id].map((id = "") => caller.user.byId({ id })),
    );
    vi.restoreAllMocks();
    expect(one).toMatchObject({ value: { data: { id: people[0]?.id } } });
    expect(two).toMatchObject({ value: { data: { id: people[1]?.id } } });
    expect(again).toMatchObject({ value: { data: { id: people[0]?.id } } });
    expect(missing).toMatchObject({ status: "rejected", reason: { message: "There is nothing here." } });
    expect(statements).toEqual([expect.stringMatching(/^SELECT .* IN \(\?,\?,\?/)]);
  });

  it("reads a user afresh each time", async () => {
    const person = await makeUser({ name: "Ada" });
    const { caller } = await createTestCaller("ADMIN");
    await caller.user.byId({ id: person.id });
    await caller.user.update({ id: person.id, name: "Grace" });
    expect((await caller.user.byId({ id: person.id })).data.name).toBe("Grace");
  });

  it("refuses a missing row with NOT_FOUND, for an admin as well", async () => {
    const { caller } = await createTestCaller("ADMIN");
    expect((await refusal(caller.user.byId({ id: MISSING }))).code).toBe("NOT_FOUND");
  });

  it.each([
    "",
    "1",
    "x".repeat(36),
    "0198c0de-7a1b-7000-8000-00000000000",
    "../users",
    "%00",
    "0198c0de7a1b70008000000000000001",
  ])("refuses %j, which is no UUID", async (id) => {
    const { caller } = await createTestCaller("ADMIN");
    expect(await refusal(caller.user.byId({ id }))).toEqual({
      code: "VALIDATION_ERROR",
      message: "One or more fields are invalid.",
      details: [{ field: "id", issue: "Must be a UUID." }],
    });
  });
});

describe("getUser", () => {
  it("judges by the actor alone, whatever procedure it is called from (Z2)", async () => {
    const [one, two] = [await makeUser(), await makeUser()];
    const actor = actorOf(one);
    expect((await getUser(actor, one.id)).id).toBe(one.id);
    expect((await getUser({ ...actor, role: "ADMIN" }, two.id)).id).toBe(two.id);
    await expect(getUser(actor, two.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
