import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { logger } from "@/lib/logger";
import { createMailer } from "@/lib/mailer";
import { startSmtpServer } from "../helpers/smtp";

const FROM = "Gatehouse <no-reply@example.org>";
const mail = {
  template: "verifyEmail",
  to: "ada@example.com",
  subject: "Hello",
  text: `Open\n\nhttps://app.example/verify-email#token=secret-token-${"x".repeat(60)}\n`,
  html: "<p>Open</p>",
};

describe("createMailer with SMTP", () => {
  let server: Awaited<ReturnType<typeof startSmtpServer>>;
  beforeAll(async () => {
    server = await startSmtpServer();
  });
  afterAll(() => server.stop());
  const send = (changes: Partial<typeof mail> = {}) =>
    createMailer({ smtpUrl: server.url, from: FROM, dir: "unused" })({ ...mail, ...changes });

  it("hands the mail over, as text and as HTML", async () => {
    await send();
    const received = server.mails.at(-1);
    expect(received?.to).toEqual(["ada@example.com"]);
    expect(received?.source).toMatch(/^From: Gatehouse <no-reply@example.org>\r?$/m);
    expect(received?.source).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(received?.source).toContain("#token=3Dsecret-token");
    expect(received?.source).not.toMatch(/^X-Link/m);
    expect(received?.source).toContain("<p>Open</p>");
  });

  it.each([
    { to: "ada@example.com\r\nBcc: eve@example.com" },
    { to: "ada@example.com\nRCPT TO:<eve@example.com>" },
    { subject: "Hello\r\nBcc: eve@example.com" },
    { subject: "Hello\rthere" },
  ])("refuses line breaks in the fields of the head: %j (I16)", async (changes) => {
    const before = server.mails.length;
    await expect(send(changes)).rejects.toThrow(/line break/);
    expect(server.mails).toHaveLength(before);
  });

  it("never takes one recipient for two", async () => {
    await send({ to: "ada@example.com, eve@example.com" }).catch(() => {});
    expect(server.mails.flatMap((received) => received.to)).not.toContain("eve@example.com");
  });

  it("fails when the server refuses the recipient", async () => {
    const strict = await startSmtpServer({
      onRcptTo: (_address, _session, callback) => callback(new Error("No such box")),
    });
    const strictSend = createMailer({ smtpUrl: strict.url, from: FROM, dir: "unused" });
    await expect(strictSend(mail)).rejects.toMatchObject({ code: "EENVELOPE" });
    await strict.stop();
  });

  it("fails when there is no server", async () => {
    const gone = await startSmtpServer();
    await gone.stop();
    const goneSend = createMailer({ smtpUrl: gone.url, from: FROM, dir: "unused" });
    await expect(goneSend(mail)).rejects.toMatchObject({ code: "ESOCKET" });
  });

  it("gives up on a server that says nothing", async () => {
    const mute = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => mute.once("listening", resolve));
    const address = mute.address();
    const port = typeof address === "object" ? address?.port : 0;
    const muteSend = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: FROM, dir: "unused", timeoutMs: 100 });
    await expect(muteSend(mail)).rejects.toThrow();
    mute.close();
  });
});

describe("createMailer without SMTP", () => {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-mailer-"));
  afterEach(() => setClock(null));
  afterAll(() => rmSync(root, { recursive: true }));

  it("writes a file that only its owner can read, and logs nothing but its name (T8)", async () => {
    const log = vi.spyOn(logger, "info").mockImplementation(() => {});
    setClock(() => new Date("2026-03-01T10:20:30.456Z"));
    const dir = join(root, "made", "on-demand");
    await createMailer({ smtpUrl: undefined, from: FROM, dir })({ ...mail, text: `Grüße\n${mail.text}` });
    const [file = "", ...others] = readdirSync(dir);
    expect(others).toEqual([]);
    expect(file).toMatch(/^2026-03-01T10-20-30-456Z-verifyEmail-[0-9a-f]{8}\.eml$/);
    expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dir, file), "utf8")).toMatch(/^To: ada@example.com\r?$/m);
    expect(log).toHaveBeenCalledTimes(1);
    const line = JSON.stringify(log.mock.calls);
    expect(line).toContain(file);
    expect(line).not.toMatch(/ada@|secret-token/);
  });

  it("has the link in one piece in the head, to be copied by a developer", async () => {
    const dir = join(root, "links");
    const write = createMailer({ smtpUrl: undefined, from: FROM, dir });
    await write(mail);
    await write({ ...mail, text: "no link in here" });
    const heads = readdirSync(dir).map((file) => readFileSync(join(dir, file), "utf8"));
    const links = heads.map((head) => /^X-Link: (\S+)\r?$/m.exec(head)?.[1]).filter((link) => link !== undefined);
    expect(links).toEqual([mail.text.split("\n")[2]]);
  });

  it("fails when the folder cannot be made", async () => {
    const send = createMailer({ smtpUrl: undefined, from: FROM, dir: "/dev/null/mail" });
    await expect(send(mail)).rejects.toThrow();
  });
});
