import { env } from "@/lib/env";
import { LINK_WORDINGS, NOTICE_WORDINGS, type Wording } from "./mail-wordings";

/** What to write: `name` is the person's, as given; `token` goes into the link. */
export type MailContent =
  | { template: keyof typeof LINK_WORDINGS; data: { name: string; token: string } }
  | { template: keyof typeof NOTICE_WORDINGS; data: { name: string } };

type Template = MailContent["template"];
type RenderedMail = { subject: string; text: string; html: string };

const WORDINGS: Record<Template, Wording> = { ...LINK_WORDINGS, ...NOTICE_WORDINGS };

/** Mail programs turn these into links, so a sign-up under such a name would carry an advertisement to a stranger. */
const LINK_LIKE = /[/@]|[\p{L}\p{N}]\.\p{L}{2}/u;
const NOT_PLAIN = /[\p{C}\p{Zl}\p{Zp}\s]+/gu;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function spoken(name: string): string {
  const plain = name.replace(NOT_PLAIN, " ").trim();
  return plain === "" || LINK_LIKE.test(plain.normalize("NFKC")) ? "Somebody" : plain;
}

/** A token goes into the fragment, which browsers send to no server and put into no Referer field. */
function linkOf(content: MailContent): string {
  const page = env.APP_URL + WORDINGS[content.template].path;
  return "token" in content.data ? `${page}#token=${encodeURIComponent(content.data.token)}` : page;
}

/** Writes a mail as text and as simple HTML. Its only link leads to APP_URL. */
export function renderMail(content: MailContent): RenderedMail {
  const { subject, before, after } = WORDINGS[content.template];
  const [first, link, last] = [before(spoken(content.data.name)), linkOf(content), after];
  const href = escapeHtml(link);
  const paragraphs = [escapeHtml(first), `<a href="${href}">${href}</a>`, escapeHtml(last)];
  return {
    subject,
    text: `${first}\n\n${link}\n\n${last}\n`,
    html: `<!doctype html><html lang="en"><body>${paragraphs.map((text) => `<p>${text}</p>`).join("")}</body></html>`,
  };
}
