import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** As lib/mailer.ts names its files: the time, the template, and something random. */
const NAME = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)-([A-Za-z]+)-[0-9a-f]{8}$/;
const SUFFIX = ".eml";

export type CapturedMail = {
  /** The file's, without its end. */
  name: string;
  template: string;
  sentAt: Date;
  to: string;
  subject: string;
  text: string;
};

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The names of the mails in the folder, newest first; none where the folder is not there yet. */
export async function capturedMailNames(dir: string): Promise<string[]> {
  try {
    const names = (await readdir(dir))
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length));
    return names
      .filter((name) => NAME.test(name))
      .sort()
      .reverse();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** One mail; null where there is none of that name. No name leads out of the folder. */
export async function readCapturedMail(dir: string, name: string): Promise<CapturedMail | null> {
  const [, hour, minute, second, rest, template] = NAME.exec(name) ?? [];
  if (template === undefined) return null;
  try {
    const { default: PostalMime } = await import("postal-mime");
    const { to, subject = "", text = "" } = await PostalMime.parse(await readFile(join(dir, name + SUFFIX)));
    const sentAt = new Date(`${hour}:${minute}:${second}.${rest}`);
    return { name, template, sentAt, to: to?.[0]?.address ?? "", subject, text: text.trim() };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
