import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { SCOPES, type Scope } from "@/schemas/permission.schema";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { actAs } from "./helpers/impersonation";
import { makeApiKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const NEW = { email: "climber@example.org", name: "Climber" };

let admin: TestUser;
let user: TestUser;

beforeEach(async () => {
  await prisma.user.deleteMany();
  admin = await makeUser({ role: "ADMIN" });
  user = await makeUser();
});

const bySession = async (of: TestUser) => createCaller(createContext({ sessionToken: (await signedIn(of)).token }));
const byKey = async (of: TestUser, scopes: readonly Scope[] = SCOPES) =>
  createCaller(createContext({ authorization: (await makeApiKey(of, { scopes })).authorization }));
const admins = () => prisma.user.count({ where: { role: "ADMIN", status: "ACTIVE" } });

describe("nobody grants more than they have (Z6)", () => {
  it("Z6: an admin makes admins, in each of the ways there are", async () => {
    const caller = await bySession(admin);
    expect((await caller.user.create({ ...NEW, role: "ADMIN" })).data.role).toBe("ADMIN");
    expect((await caller.user.update({ id: user.id, role: "ADMIN" })).data.role).toBe("ADMIN");
    await caller.user.update({ id: user.id, status: "DISABLED" });
    expect((await caller.user.update({ id: user.id, status: "ACTIVE" })).data.status).toBe("ACTIVE");
  });

  it("Z6: a plain user makes nobody anything, with a session, with a key, or as impersonated", async () => {
    const callers = [
      await bySession(user),
      await byKey(user),
      createCaller(createContext({ sessionToken: (await actAs(admin, user)).token })),
    ];
    for (const caller of callers) {
      expect((await refusal(caller.user.update({ id: user.id, role: "ADMIN" }))).code).toBe("FORBIDDEN");
      expect((await refusal(caller.user.update({ id: user.id, status: "ACTIVE" }))).code).toBe("FORBIDDEN");
      expect((await refusal(caller.user.create({ ...NEW, role: "USER" }))).code).toBe("FORBIDDEN");
    }
    expect(await admins()).toBe(1);
  });

  it("Z6: an admin's key makes users, and no admin in any way, as no key has all that an admin has", async () => {
    const caller = await byKey(admin);
    const off = await makeUser({ role: "ADMIN", status: "DISABLED" });
    const row = { name: "Climber", role: "ADMIN", status: "ACTIVE" } as const;
    for (const call of [
      () => caller.user.create({ ...NEW, role: "ADMIN" }),
      () => caller.user.update({ id: user.id, role: "ADMIN" }),
      () => caller.user.replace({ id: user.id, ...row }),
      () => caller.user.update({ id: off.id, status: "ACTIVE" }),
    ]) {
      const message = expect.stringContaining("users:impersonate");
      expect(await refusal(call())).toMatchObject({ code: "FORBIDDEN", message });
    }
    expect(await admins()).toBe(1);
    expect((await caller.user.create(NEW)).data.role).toBe("USER");
    expect((await caller.user.update({ id: user.id, status: "DISABLED" })).data.status).toBe("DISABLED");
    expect((await caller.user.update({ id: user.id, status: "ACTIVE" })).data.status).toBe("ACTIVE");
    expect((await caller.user.update({ id: admin.id, name: "Still" })).data.role).toBe("ADMIN");
  });

  it("Z6: a key's scopes end where its person's rights do", async () => {
    const caller = await byKey(user, ["account:read", "users:read", "users:write", "audit:read"]);
    expect((await refusal(caller.user.list({}))).code).toBe("FORBIDDEN");
    expect((await refusal(caller.user.byId({ id: admin.id }))).code).toBe("NOT_FOUND");
    expect((await refusal(caller.user.update({ id: user.id, name: "Mine" }))).code).toBe("FORBIDDEN");
    const asked = (await bySession(user)).apiKey.create({ name: "Beyond", scopes: ["users:read"] });
    expect(await refusal(asked)).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "scopes" }] });
  });
});
