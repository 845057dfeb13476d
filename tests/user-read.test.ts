import { describe, expect, it } from "vitest";
import { getUser } from "@/services/user.service";
import { createTestCaller } from "./helpers/caller";
import { refusal } from "./helpers/refusal";
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
