import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const WITHIN_MS = 90_000;
const POLL_MS = 100;

function linksIn(dir: string, template: string, to: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.includes(`-${template}-`))
    .sort()
    .map((name) => readFileSync(join(dir, name), "utf8"))
    .filter((mail) => mail.includes(`To: ${to}`))
    .map((mail) => /^X-Link: (\S+)/m.exec(mail)?.[1] ?? "");
}

/** The link of the last mail of that kind to that address, once a server without SMTP has written it. */
export async function linkFromMail(dir: string, template: string, to: string): Promise<string> {
  const deadline = Date.now() + WITHIN_MS;
  while (Date.now() < deadline) {
    const link = linksIn(dir, template, to).at(-1);
    if (link) return link;
    await sleep(POLL_MS);
  }
  throw new Error(`no ${template} mail to ${to} in ${dir}`);
}
