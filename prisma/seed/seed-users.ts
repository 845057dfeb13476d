import { foldText } from "@/lib/fold";
import { nameAt } from "./names";

export type SeedUser = {
  email: string;
  name: string;
  role: "USER" | "ADMIN";
  status: "ACTIVE" | "DISABLED";
  createdAt: Date;
  emailVerifiedAt: Date | null;
  lastSignInAt: Date | null;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const YEARS_BACK = 3;
const DOMAINS = ["example.org", "example.com", "example.net", "mail.example.org"];
/** Letters that are no plain letter with a mark, so that folding leaves them. */
const PLAIN: Record<string, string> = { ø: "o", ł: "l", ß: "ss", đ: "d" };

function ascii(text: string): string {
  return foldText(text)
    .replace(/[øłßđ]/g, (letter) => PLAIN[letter] ?? "")
    .replace(/[^a-z]+/g, "");
}

/** Spread over the past, thinner the further back, as a growing product's would be; never twice the same moment. */
function createdAtOf(position: number, users: number, newest: Date): Date {
  const share = (position + 0.5) / users;
  const jitterMs = ((position * 7919) % 1440) * 60_000;
  return new Date(newest.getTime() - Math.round(share ** 1.7 * YEARS_BACK * 365 * DAY_MS) - jitterMs);
}

/** Who has confirmed the address has signed in, most of them lately; some never came back. */
function lastSignInOf(position: number, createdAt: Date, newest: Date): Date {
  const share = ((position * 37) % 101) / 100;
  return new Date(createdAt.getTime() + Math.round((newest.getTime() - createdAt.getTime()) * share ** 0.3));
}

/** @returns the n-th person, always the same but for `newest`, which the others' dates hang on */
export function seedUserAt(position: number, users: number, newest: Date): SeedUser {
  const { given, family } = nameAt(position);
  const createdAt = createdAtOf(position, users, newest);
  const verified = position % 9 !== 4;
  return {
    email: `${ascii(given)}.${ascii(family)}@${DOMAINS[position % DOMAINS.length]}`,
    name: `${given} ${family}`,
    role: position % 67 === 5 ? "ADMIN" : "USER",
    status: position % 23 === 11 ? "DISABLED" : "ACTIVE",
    createdAt,
    emailVerifiedAt: verified ? new Date(createdAt.getTime() + 11 * 60_000) : null,
    lastSignInAt: verified ? lastSignInOf(position, createdAt, newest) : null,
  };
}
