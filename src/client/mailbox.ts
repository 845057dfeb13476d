"use client";

import { byCursor, PAGE_SIZE, toList } from "./list";
import { toProblem } from "./problem";
import { trpc } from "./trpc";

/** A mail is written a moment after the page has asked for it. */
const ASK_AGAIN_MS = 3_000;

/** The captured mails, as they come in. */
export function useMailbox() {
  const query = trpc.mailbox.list.useInfiniteQuery(
    { limit: PAGE_SIZE },
    { ...byCursor, refetchInterval: ({ state }) => (state.status === "error" ? false : ASK_AGAIN_MS) },
  );
  return toList(query);
}

/** One of them. */
export function useMail(name: string) {
  const { data, isPending, isError, error } = trpc.mailbox.byName.useQuery({ name });
  return { mail: data?.data ?? null, isPending, problem: isError ? toProblem(error) : null };
}

const LINK = /(https?:\/\/\S+)/;

export type MailPart = { kind: "text" | "link"; text: string };

/** A mail's text in paragraphs, each in its parts. */
export function paragraphsOf(text: string): MailPart[][] {
  return text.split(/\n{2,}/).map((paragraph) =>
    paragraph
      .split(LINK)
      .filter((part) => part !== "")
      .map((part) => ({ kind: LINK.test(part) ? "link" : "text", text: part })),
  );
}
