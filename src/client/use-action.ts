"use client";

import { useState } from "react";
import { type Problem, toProblem } from "./problem";
import { toastDone, toastProblem } from "./toast";

type Options = {
  /** Said in a toast once it is done. */
  done?: string;
  /** True where the page itself shows `problem`; otherwise a toast does. */
  ownProblem?: boolean;
};

/**
 * Something that a button does.
 * @returns `run`, which never throws and gives undefined on failure; what went wrong last; whether it is under way
 */
export function useAction<Args extends unknown[], Result>(
  act: (...args: Args) => Promise<Result>,
  { done, ownProblem = false }: Options = {},
) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");

  async function run(...args: Args): Promise<Result | undefined> {
    setProblem(null);
    setState("busy");
    try {
      const result = await act(...args);
      setState("done");
      if (done !== undefined) toastDone(done);
      return result;
    } catch (error) {
      const found = toProblem(error);
      setProblem(found);
      setState("idle");
      if (!ownProblem) toastProblem(found);
      return undefined;
    }
  }

  return { run, problem, busy: state === "busy", done: state === "done" };
}
