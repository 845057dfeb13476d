import { AppError, type ErrorDetail } from "./errors";

const MAX_DEPTH = 32;
/** Decimal digits that a double always gives back as they were. */
const SAFE_DIGITS = 15;
const NAME_MAX = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

const NUMBER = /[-+.\deE]+/y;
const NUMBER_PARTS = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const BLANKS = /[ \t\r\n]*/y;

function malformed(message: string, detail?: ErrorDetail): AppError {
  return new AppError("MALFORMED_REQUEST", { message, ...(detail && { details: [detail] }) });
}

function notJson(): AppError {
  return malformed("This is not valid JSON.");
}

/** Digits without the zeros round them, and the power of ten that they are to be multiplied by. */
function canonical(literal: string): string | null {
  const parts = NUMBER_PARTS.exec(literal);
  if (!parts) return null;
  const [, integer = "", fraction = "", exponent = "0"] = parts;
  const digits = (integer + fraction).replace(/^0+/, "");
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) end -= 1;
  if (end === 0) return "0";
  return `${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

/** Whether a JavaScript number holds this decimal literal as it is written, instead of one next to it. */
export function isExactNumber(literal: string): boolean {
  if (literal.length <= SAFE_DIGITS && !/e/i.test(literal)) return true;
  return canonical(literal) === canonical(String(Number(literal)));
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  throw notJson();
}

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  const text = parse(quoted);
  return typeof text === "string" ? text : "";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/** Reads the text once, from left to right, for what JSON.parse lets pass in silence. */
class Scanner {
  readonly #text: string;
  readonly #maxDepth: number;
  /** The keys so far of each object that is open; null for an array. */
  readonly #open: (Set<string> | null)[] = [];

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  run(): void {
    let at = 0;
    while (at < this.#text.length) at = this.#step(at);
  }

  #step(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code === QUOTE) return this.#string(at);
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.#number(at);
    if (code === OPEN_OBJECT) this.#enter(new Set());
    else if (code === OPEN_ARRAY) this.#enter(null);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) this.#open.pop();
    return at + 1;
  }

  #enter(keys: Set<string> | null): void {
    if (this.#open.length >= this.#maxDepth) throw malformed(`JSON may be nested ${this.#maxDepth} levels deep.`);
    this.#open.push(keys);
  }

  #number(start: number): number {
    const end = endOf(NUMBER, this.#text, start);
    if (!isExactNumber(this.#text.slice(start, end))) {
      throw malformed("A number is too large, too small or too precise to be kept exactly.");
    }
    return end;
  }

  #string(start: number): number {
    const end = endOfString(this.#text, start) + 1;
    const keys = this.#open.at(-1);
    const next = endOf(BLANKS, this.#text, end);
    if (keys && this.#text.charCodeAt(next) === COLON) this.#key(keys, unescaped(this.#text.slice(start, end)));
    return next;
  }

  #key(keys: Set<string>, key: string): void {
    const field = key.slice(0, NAME_MAX) || '""';
    if (key === "__proto__") throw malformed("A key is not allowed.", { field, issue: "Is not a known field." });
    if (keys.has(key)) throw malformed("A key is given twice.", { field, issue: "Is given twice." });
    keys.add(key);
  }
}

/**
 * Parses JSON, and refuses what JSON.parse would quietly accept: a key given twice, `__proto__`, deep nesting, and
 * numbers that would come out as others. Takes linear time.
 * @throws AppError `MALFORMED_REQUEST` with a sentence of ours, never the parser's
 */
export function parseStrictJson(text: string, maxDepth: number = MAX_DEPTH): unknown {
  new Scanner(text, maxDepth).run();
  return parse(text);
}
