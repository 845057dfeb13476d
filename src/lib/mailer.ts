import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { now } from "./clock";
import { env } from "./env";
import { logger } from "./logger";

/** A mail that is ready to go; `template` only names it in logs and files. */
export type Mail = { template: string; to: string; subject: string; text: string; html: string };

type SendMail = (mail: Mail) => Promise<void>;
type MailerOptions = { smtpUrl: string | undefined; from: string; dir: string; timeoutMs?: number };

const DEFAULT_TIMEOUT_MS = 15_000;
/** A whole delivery; the outbox must hold its claim for longer. */
const DELIVERY_TIMEOUT_FACTOR = 3;

/** Loaded for the first mail. */
const library = () => import("nodemailer");

function refuseLineBreaks(mail: Mail): void {
  if (/[\r\n]/.test(mail.to + mail.subject)) throw new Error("A mail's recipient or subject has a line break in it.");
}

/** The recipient as an object: as a text it could be read as several. */
function message(mail: Mail, from: string) {
  const { to, subject, text, html } = mail;
  const headers = { "Auto-Submitted": "auto-generated" };
  return { from, to: { name: "", address: to }, subject, text, html, headers };
}

function smtpMailer(url: string, from: string, timeoutMs: number): SendMail {
  const options = {
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async (mail) => {
    const transport = (await library()).createTransport(options);
    const signal = AbortSignal.timeout(timeoutMs * DELIVERY_TIMEOUT_FACTOR);
    await transport.sendMail({ ...message(mail, from), signal });
  };
}

/** The body is quoted-printable, which breaks long lines; a developer wants to copy the link out of the file. */
function linkHeader(text: string) {
  const [link] = text.match(/^https?:\/\/\S+$/m) ?? [];
  return link === undefined ? {} : { "X-Link": { prepared: true, foldLines: false, value: link } };
}

function fileName(template: string): string {
  const time = now().toISOString().replace(/[:.]/g, "-");
  return `${time}-${template}-${randomBytes(4).toString("hex")}.eml`;
}

function fileMailer(dir: string, from: string): SendMail {
  return async (mail) => {
    const composer = (await library()).createTransport({ streamTransport: true, buffer: true });
    const { headers, ...rest } = message(mail, from);
    const { message: content } = await composer.sendMail({
      ...rest,
      headers: { ...headers, ...linkHeader(mail.text) },
    });
    const file = join(dir, fileName(mail.template));
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(file, content, { flag: "wx", mode: 0o600 });
    logger.info({ file, template: mail.template }, "mail written to a file, as SMTP_URL is not set");
  };
}

/**
 * Makes the function that sends a mail: by SMTP where `smtpUrl` is set, otherwise into a file under `dir`.
 * It throws when the mail cannot be handed over, or when a line break could smuggle in a header.
 */
export function createMailer({ smtpUrl, from, dir, timeoutMs = DEFAULT_TIMEOUT_MS }: MailerOptions): SendMail {
  const send = smtpUrl === undefined ? fileMailer(dir, from) : smtpMailer(smtpUrl, from, timeoutMs);
  return async (mail) => {
    refuseLineBreaks(mail);
    await send(mail);
  };
}

/** Sends a mail in the way this process is configured for. */
export const sendMail = createMailer({ smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, dir: env.MAIL_DIR });
