import { withinBudget } from "@/lib/time-budget";
import { middleware } from "../trpc";

/** Answers when the time for the request has run out, each call of a batch by itself; what is still at work commits nothing. */
export const timeBudget = middleware(({ next }) => withinBudget(() => next()));
