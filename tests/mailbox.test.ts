import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { env } from "@/lib/env";
import { sendMail } from "@/lib/mailer";
import { handleApiRequest } from "@/server/api";
import { isLocalRequest, setPeer } from "@/server/http/peer";
import { listMails, readMail } from "@/services/mailbox.service";
import { deliverDueMails, enqueueMail } from "@/services/outbox.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";

const FIRST = new Date("2026-03-01T10:20:30.456Z");
const LOCAL = { isLocal: true };

const OVER_TRPC = `/api/trpc/mailbox.list?input=${encodeURIComponent('{"json":{}}')}`;

const nobody = async (parts = {}) => (await createTestCaller("anonymous", parts)).caller;

/** One mail a minute. */
async function capture(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    setClock(() => new Date(FIRST.getTime() + index * 60_000));
    const to = `person-${index}@example.org`;
    await sendMail({ template: "verifyEmail", to, subject: `Grüße ${index}`, text: "Hello\n", html: "<p>Hello</p>" });
  }
}

beforeEach(async () => {
  await resetDatabase();
  rmSync(env.MAIL_DIR, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

describe("mailbox.list", () => {
  it("is empty before the first mail", async () => {
    expect(await (await nobody()).mailbox.list({})).toMatchObject({
      data: [],
      meta: { pagination: { nextCursor: null } },
    });
  });

  it("gives the newest first, page by page, and what else lies there is no mail", async () => {
    await capture(5);
    writeFileSync(join(env.MAIL_DIR, "notes.txt"), "not a mail");
    writeFileSync(join(env.MAIL_DIR, "notes.eml"), "Subject: not one of ours");
    const caller = await nobody();
    const first = await caller.mailbox.list({ limit: 3 });
    const cursor = first.meta.pagination.nextCursor ?? "";
    const second = await caller.mailbox.list({ limit: 3, cursor });
    expect([...first.data, ...second.data].map(({ to }) => to)).toEqual(
      [4, 3, 2, 1, 0].map((index) => `person-${index}@example.org`),
    );
    expect(second.meta.pagination.nextCursor).toBeNull();
    expect(second.data.at(-1)).toEqual({
      name: expect.stringMatching(/^2026-03-01T10-20-30-456Z-verifyEmail-[0-9a-f]{8}$/),
      template: "verifyEmail",
      sentAt: FIRST,
      to: "person-0@example.org",
      subject: "Grüße 0",
    });
  });

  it("refuses a cursor of another list", async () => {
    expect(await refusal((await nobody()).mailbox.list({ cursor: "x.y" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "cursor" }],
    });
  });

  it("fails when the folder cannot be read", async () => {
    mkdirSync(dirname(env.MAIL_DIR), { recursive: true });
    writeFileSync(env.MAIL_DIR, "a file in the folder's place");
    await expect(listMails(LOCAL, { limit: 1 })).rejects.toThrow(/ENOTDIR/);
  });
});

describe("mailbox.byName", () => {
  it("shows a mail that the outbox delivered, with its link in one piece", async () => {
    const token = "t".repeat(43);
    await transaction((tx) =>
      enqueueMail(tx, { to: "ada@example.org", template: "verifyEmail", data: { name: "Ada", token } }),
    );
    await deliverDueMails();
    const caller = await nobody();
    const [mail] = (await caller.mailbox.list({})).data;
    const { data } = await caller.mailbox.byName({ name: mail?.name ?? "" });
    expect(data).toMatchObject({ ...mail, to: "ada@example.org", template: "verifyEmail" });
    expect(data.text).toMatch(/^Ada asked for an account/);
    expect(data.text).toContain(`\n${env.APP_URL}/verify-email#token=${token}\n`);
  });

  it.each([
    "no-such-mail",
    "2026-03-01T10-20-30-456Z-verifyEmail-00000000",
    "../../etc/passwd",
    "2026-03-01T10-20-30-456Z-/../../x-00000000",
    "x\u0000y",
  ])("I16: finds nothing under %j", async (name) => {
    await capture(1);
    expect((await refusal((await nobody()).mailbox.byName({ name }))).code).toBe("NOT_FOUND");
  });

  it("fails when the mail cannot be read", async () => {
    const name = "2026-03-01T10-20-30-456Z-verifyEmail-00000000";
    mkdirSync(join(env.MAIL_DIR, `${name}.eml`), { recursive: true });
    await expect(readMail(LOCAL, name)).rejects.toThrow(/EISDIR/);
  });
});

describe("the mailbox's door", () => {
  it("is shut to other machines: there is no mailbox", async () => {
    await capture(1);
    const [mail] = (await listMails(LOCAL, { limit: 1 })).items;
    const caller = await nobody({ isLocal: () => false });
    expect((await refusal(caller.mailbox.list({}))).code).toBe("NOT_FOUND");
    expect((await refusal(caller.mailbox.byName({ name: mail?.name ?? "" }))).code).toBe("NOT_FOUND");
  });

  it("is shut to all where the mailbox is not on", async () => {
    vi.stubEnv("DEV_MAILBOX", "no");
    vi.resetModules();
    const shut = await import("@/services/mailbox.service");
    await expect(shut.listMails(LOCAL, { limit: 1 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(shut.readMail(LOCAL, "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
    vi.resetModules();
  });

  it("is on tRPC for our own page, and not on REST", async () => {
    await capture(1);
    expect((await api("GET", OVER_TRPC)).data).toHaveLength(1);
    expect((await api("GET", "/api/dev/mailbox")).status).toBe(404);
  });

  it("asks each request where it comes from", async () => {
    const request = new Request(env.APP_URL + OVER_TRPC);
    setPeer(request, "192.0.2.1");
    expect((await handleApiRequest(request)).status).toBe(404);
  });
});

describe("isLocalRequest", () => {
  type Case = { peer?: string; host?: string; headers?: Record<string, string> };

  function isLocal({ peer, host, headers = {} }: Case): boolean {
    const request = new Request("http://localhost:3000/", {
      headers: { ...headers, ...(host !== undefined && { host }) },
    });
    if (peer !== undefined) setPeer(request, peer);
    return isLocalRequest(request);
  }

  it.each<Case>([
    { peer: "127.0.0.1" },
    { peer: "::1", host: "localhost:3000" },
    { peer: "::ffff:127.0.0.1", host: "127.0.0.1:3000" },
    { peer: "127.0.0.1", host: "[::1]:3000" },
    // As `next dev` has it, which fills in the field itself.
    { host: "localhost:3000", headers: { "x-forwarded-for": "::1" } },
  ])("T6: takes %j", (request) => {
    expect(isLocal(request)).toBe(true);
  });

  it.each<Case>([
    { peer: "192.0.2.1" },
    { peer: "10.0.0.1", host: "localhost:3000" },
    // A name of somebody else's that was made to lead here.
    { peer: "127.0.0.1", host: "rebound.example.org:3000" },
    { host: "rebound.example.org" },
    { peer: "127.0.0.1", host: "localhost.example.org" },
    { peer: "127.0.0.1", host: "a b" },
    { peer: "127.0.0.1", headers: { "x-forwarded-for": "127.0.0.1" } },
    { peer: "127.0.0.1", headers: { forwarded: "for=192.0.2.1" } },
    { peer: "127.0.0.1", headers: { via: "1.1 proxy" } },
  ])("T6: refuses %j", (request) => {
    expect(isLocal(request)).toBe(false);
  });

  it("T6: takes nobody in production whose address no front has told", async () => {
    vi.stubEnv("NODE_ENV", "production");
    vi.resetModules();
    const { isLocalRequest: inProduction } = await import("@/server/http/peer");
    expect(inProduction(new Request("http://localhost:3000/"))).toBe(false);
    vi.resetModules();
  });
});
