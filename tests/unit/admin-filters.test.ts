import { describe, expect, it } from "vitest";
import { auditListInput, auditOf, isUserId, readAuditFilter, writeAuditFilter } from "@/client/audit-filter";
import { readUserFilter, userListInput, writeUserFilter } from "@/client/user-filter";
import { listAuditEventsSchema } from "@/schemas/audit-event.schema";
import { listUsersSchema } from "@/schemas/user.schema";

const ID = "0198c0de-7a1b-7000-8000-000000000001";

const fieldsOf = (text: string) => Object.fromEntries(new URLSearchParams(text));

describe("the filter of the users in an address", () => {
  it.each([
    {},
    { q: "ada & bob" },
    { role: "ADMIN" },
    { status: "DISABLED", sort: "-name" },
    { q: "Å", role: "USER", status: "ACTIVE", sort: "email" },
  ])("comes back as it was: %j", (query) => {
    const filter = readUserFilter(query);
    expect(filter).toEqual({ sort: "-createdAt", ...query });
    expect(readUserFilter(fieldsOf(writeUserFilter(filter)))).toEqual(filter);
    expect(listUsersSchema.safeParse(userListInput(filter)).success).toBe(true);
  });

  it.each([
    { role: "ROOT", status: "x", sort: "passwordHash" },
    { q: "x".repeat(65) },
    { q: "" },
    { q: ["a", "b"], role: ["ADMIN"] },
    { limit: "9999", cursor: "x", withTotal: "no" },
  ])("leaves out what it cannot be: %j", (query) => {
    expect(readUserFilter(query)).toEqual({ sort: "-createdAt" });
  });

  it("knows every choice that the schema has", () => {
    const { role, status, sort } = listUsersSchema.shape;
    for (const each of role.unwrap().options) expect(readUserFilter({ role: each }).role).toBe(each);
    for (const each of status.unwrap().options) expect(readUserFilter({ status: each }).status).toBe(each);
    for (const each of sort.unwrap().options) expect(readUserFilter({ sort: each }).sort).toBe(each);
    expect(listUsersSchema.shape.q.safeParse("x".repeat(64)).success).toBe(true);
  });

  it("says nothing where it lets everybody through", () => {
    expect(writeUserFilter(readUserFilter({ sort: "-createdAt" }))).toBe("");
  });
});

describe("the filter of the audit log in an address", () => {
  it.each([
    {},
    { accountId: ID },
    { actorId: ID, type: "password.changed" },
    { accountId: ID, actorId: ID, type: "totp.enabled", sort: "createdAt" },
  ])("comes back as it was: %j", (query) => {
    const filter = readAuditFilter(query);
    expect(filter).toEqual({ sort: "-createdAt", ...query });
    expect(readAuditFilter(fieldsOf(writeAuditFilter(filter)))).toEqual(filter);
    expect(listAuditEventsSchema.safeParse(auditListInput(filter)).success).toBe(true);
  });

  it.each([{ accountId: "x", actorId: "", type: "nothing", sort: "id" }, { accountId: [ID] }])(
    "leaves out what it cannot be: %j",
    (query) => {
      expect(readAuditFilter(query)).toEqual({ sort: "-createdAt" });
    },
  );

  it("can be about one account", () => {
    expect(writeAuditFilter(auditOf(ID))).toBe(`?accountId=${ID}`);
    expect([isUserId(ID), isUserId(ID.slice(1)), isUserId("")]).toEqual([true, false, false]);
  });
});
