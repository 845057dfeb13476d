import { z } from "zod";

const ISSUE = "Must be a valid e-mail address.";
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;

/** A control character, an invisible one, or half of a surrogate pair: never part of an address, never silently dropped. */
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const EDGE_BLANKS = /^\p{Zs}+|\p{Zs}+$/gu;
/** RFC 5322 dot-atom, in lower case. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?=[0-9-]*[a-z])${LABEL}$`);
/** ASCII that a URL parser would take for something other than a host name. */
const NOT_A_HOST = /\p{ASCII}/u;

/** IDNA through the URL parser, which servers and browsers both have; "" when it is no host name. */
function asciiDomain(domain: string): string {
  if (NOT_A_HOST.test(domain.replace(/[a-z0-9.-]/g, ""))) return "";
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return "";
  }
}

function normalizeEmail(text: string): string {
  if (FORBIDDEN.test(text)) return text;
  const folded = text.replace(EDGE_BLANKS, "").normalize("NFKC").toLowerCase();
  const at = folded.lastIndexOf("@");
  if (at < 0) return folded;
  return `${folded.slice(0, at)}@${asciiDomain(folded.slice(at + 1))}`;
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (text.length > MAX_LENGTH || local.length > MAX_LOCAL_LENGTH) return false;
  return LOCAL.test(local) && DOMAIN.test(text.slice(at + 1));
}

/**
 * An e-mail address in its one normal form: no blanks around it, lower case, the domain in ASCII.
 * Equal spellings come out equal, so the database compares plain bytes.
 */
export const emailSchema = z
  .string()
  .max(MAX_LENGTH, { error: ISSUE, abort: true })
  .overwrite(normalizeEmail)
  .refine(isEmail, { error: ISSUE })
  .meta({ format: "email", description: "An e-mail address. Case does not matter.", examples: ["ada@example.org"] });
