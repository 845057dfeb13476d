import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { prisma } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { inviteAdmin } from "@/services/user-admin.service";
import { resetDatabase } from "./helpers/database";
import { api } from "./helpers/request";
import { makeUser, PASSWORD } from "./helpers/world";

const URL = "http://localhost:3000";

/** The demo's modules, with files of their own: they are named once, from the folder that the process is in. */
async function loadDemo() {
  const home = process.cwd();
  process.chdir(mkdtempSync(join(tmpdir(), "gatehouse-demo-")));
  vi.resetModules();
  try {
    const { ensureAdmin } = await import("@/cli/demo/admin");
    const files = await import("@/cli/demo/files");
    files.prepareFolder();
    return { ensureAdmin, ...files };
  } finally {
    process.chdir(home);
  }
}

const signInAs = ({ adminEmail, adminPassword }: { adminEmail: string; adminPassword: string }) =>
  api<User>("POST", "/api/auth/sign-in", { body: { email: adminEmail, password: adminPassword } });

beforeEach(resetDatabase);

describe("ensureAdmin", () => {
  it("makes an admin who can sign in with the password on file", async () => {
    const { ensureAdmin, readFacts } = await loadDemo();
    const { facts, isNew } = await ensureAdmin(URL);
    expect(isNew).toBe(true);
    expect(facts).toMatchObject({ url: URL, adminEmail: "admin@example.org" });
    expect(readFacts()).toEqual(facts);
    const { data } = await signInAs(facts);
    expect(data).toMatchObject({ role: "ADMIN", status: "ACTIVE", emailVerified: true, name: "Ada Lovelace" });
  });

  it("keeps password, sessions and version in a second run, and follows the port", async () => {
    const { ensureAdmin, readFacts } = await loadDemo();
    const first = await ensureAdmin(URL);
    const { data } = await signInAs(first.facts);
    expect(data).toMatchObject({ role: "ADMIN" });
    const second = await ensureAdmin("http://localhost:4000");
    expect(second).toEqual({ facts: { ...first.facts, url: "http://localhost:4000" }, isNew: false });
    expect(readFacts()).toEqual(second.facts);
    expect(await prisma.session.count()).toBe(1);
    expect((await signInAs(second.facts)).data).toEqual(data);
  });

  it("goes on with the password on file when a run was cut short before it was set", async () => {
    const { ensureAdmin, writeFacts } = await loadDemo();
    const facts = { url: URL, adminEmail: "admin@example.org", adminPassword: PASSWORD };
    writeFacts(facts);
    await inviteAdmin({ email: facts.adminEmail });
    expect(await ensureAdmin(URL)).toEqual({ facts, isNew: false });
    expect((await signInAs(facts)).data?.role).toBe("ADMIN");
  });

  it("makes the admin again, with the password on file, when the database was thrown away", async () => {
    const { ensureAdmin } = await loadDemo();
    const { facts } = await ensureAdmin(URL);
    await resetDatabase();
    expect(await ensureAdmin(URL)).toEqual({ facts, isNew: false });
    expect((await signInAs(facts)).data?.email).toBe(facts.adminEmail);
  });

  it.each([
    ["lost", (file: string) => rmSync(file)],
    ["damaged", (file: string) => writeFileSync(file, "{")],
  ])("gives a known admin a new password when the file is %s", async (_how, spoil) => {
    const { ensureAdmin, FILES } = await loadDemo();
    const before = await ensureAdmin(URL);
    spoil(FILES.facts);
    const after = await ensureAdmin(URL);
    expect(after.isNew).toBe(true);
    expect(after.facts.adminPassword).not.toBe(before.facts.adminPassword);
    expect((await signInAs(before.facts)).error?.code).toBe("UNAUTHENTICATED");
    expect((await signInAs(after.facts)).data?.role).toBe("ADMIN");
  });

  it("takes its rights back when the admin was made a user meanwhile", async () => {
    const { ensureAdmin, writeFacts } = await loadDemo();
    const { email } = await makeUser({ email: "admin@example.org", name: "Ada", password: true });
    writeFacts({ url: URL, adminEmail: email, adminPassword: PASSWORD });
    await ensureAdmin(URL);
    expect((await signInAs({ adminEmail: email, adminPassword: PASSWORD })).data?.role).toBe("ADMIN");
  });

  it("touches nobody when its folder is missing, as the password could not be kept", async () => {
    const { ensureAdmin, FILES } = await loadDemo();
    rmSync(join(FILES.facts, ".."), { recursive: true });
    await expect(ensureAdmin(URL)).rejects.toMatchObject({ code: "ENOENT" });
    expect(existsSync(FILES.facts)).toBe(false);
    expect(await prisma.user.count()).toBe(0);
  });
});
