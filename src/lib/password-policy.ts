import { dictionary } from "@zxcvbn-ts/language-common";
import { PRODUCT_NAME } from "./product";

const COMMON = "Is too easy to guess: it is a common password, or made of one.";
const REPEATED = "Must not repeat a few characters over and over.";
const OWN_MAIL = "Must not contain your e-mail address.";
const OWN_NAME = "Must not contain your name.";
const PRODUCT = "Must not contain the name of this service.";

const MIN_LISTED = 10_000;
const MIN_DISTINCT = 5;
const MIN_REPEATED_UNIT = 8;
const MIN_JOINED_WORD = 5;
const MIN_CONTEXT_WORD = 4;
/** The schema allows 128 characters; this only bounds the time for a caller that did not ask it. */
const MAX_CHECKED_UNITS = 1_024;

const YEAR = /^(?:19|20)\d\d$/;
const RUNS = /\p{L}+|\p{N}+|[^\p{L}\p{N}]+/gu;

/** About 49,000 breached and common passwords in lower case: some 3 MB, shared with the package's own array. */
const listed: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/**
 * For the start of the server: without its list the policy would wave everything through (A9).
 * @throws Error when the list of common passwords is missing or too short
 */
export function assertPasswordList(): void {
  if (listed.size >= MIN_LISTED && listed.has("password")) return;
  throw new Error("The list of common passwords is missing or empty. Install the dependencies again: npm ci");
}

assertPasswordList();

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function compact(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, "");
}

/** "abcdefg", "7654321", "aaaa". */
function isSequence(text: string): boolean {
  const step = text.charCodeAt(1) - text.charCodeAt(0);
  if (Math.abs(step) > 1) return false;
  for (let at = 2; at < text.length; at += 1) {
    if (text.charCodeAt(at) - text.charCodeAt(at - 1) !== step) return false;
  }
  return true;
}

/** The length of the shortest piece that the text is made of over and over, the last one possibly cut (Knuth–Morris–Pratt). */
function period(text: string): number {
  const borders = [0];
  for (let at = 1; at < text.length; at += 1) {
    let border = borders[at - 1] ?? 0;
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] ?? 0;
    borders.push(text[at] === text[border] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}

function isTwoListedWords(text: string): boolean {
  for (let at = MIN_JOINED_WORD; at <= text.length - MIN_JOINED_WORD; at += 1) {
    if (listed.has(text.slice(0, at)) && listed.has(text.slice(at))) return true;
  }
  return false;
}

/** One word of the list between years, counting digits and repeated signs: "password1234567!". Passphrases have more words. */
function isDecoratedWord(text: string): boolean {
  const runs = text.match(RUNS) ?? [];
  const words = runs.filter((run) => /^\p{L}/u.test(run));
  return runs.length > 1 && words.length <= 1 && runs.every(isGuessable);
}

function isGuessable(text: string): boolean {
  if (listed.has(text) || YEAR.test(text) || new Set(text).size <= 2 || isSequence(text)) return true;
  const unit = period(text);
  if (unit < MIN_REPEATED_UNIT && unit * 2 <= text.length) return true;
  if (unit < text.length && isGuessable(text.slice(0, unit))) return true;
  return isTwoListedWords(text) || isDecoratedWord(text);
}

function contextIssue(password: string, context: { email?: string; name?: string }): string | null {
  const letters = compact(password);
  const contains = (word: string) => compact(word).length >= MIN_CONTEXT_WORD && letters.includes(compact(word));
  const email = fold(context.email ?? "");
  const local = email.slice(0, Math.max(email.lastIndexOf("@"), 0));
  const ownMail = email !== "" && password.includes(email);
  if (ownMail || contains(local) || contains(local.replace(/\+.*$/s, ""))) return OWN_MAIL;
  if (contains(context.name ?? "")) return OWN_NAME;
  return contains(PRODUCT_NAME) ? PRODUCT : null;
}

/**
 * Why a password must not be chosen, beyond its length (which is the schema's): common, repetitive, or about its owner.
 * @param context the owner's address and name, where known
 * @returns a sentence for the person, or null when there is nothing to say against it
 */
export function passwordIssue(password: string, context: { email?: string; name?: string }): string | null {
  // Cut twice: NFKC can make eighteen characters of one.
  const text = fold(password.slice(0, MAX_CHECKED_UNITS)).slice(0, MAX_CHECKED_UNITS);
  if (new Set(text).size < MIN_DISTINCT) return REPEATED;
  if (isGuessable(text)) return COMMON;
  return contextIssue(text, context);
}
