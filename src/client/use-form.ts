"use client";

import { type SubmitEvent, useState } from "react";
import { flushSync } from "react-dom";
import type { z } from "zod";
import { ownProblem, type Problem, toProblem } from "./problem";
import { problemTexts } from "./texts/problem";
import { toastDone, toastProblem } from "./toast";

/** A schema, or on a public page the promise of one, so that Zod is loaded after the page. */
type SchemaSource<Schema> = Schema | (() => Promise<Schema>);

type Options = {
  /** Fields that are no text fields of the form, such as a link's token or a choice. */
  extra?: Record<string, unknown>;
  /** Makes of the form's texts what the schema wants, where that is not texts. */
  read?: (texts: Record<string, unknown>) => Record<string, unknown>;
  /** Said in a toast once it was sent and taken. */
  done?: string;
  /** Whether the page itself shows this `problem`; otherwise a toast says what no field can. */
  showsProblem?: (problem: Problem) => boolean;
};

function fromIssues(error: z.ZodError): Problem {
  const details = error.issues.map((issue) => ({ field: issue.path.join("."), issue: issue.message }));
  return ownProblem(problemTexts.invalidFields, details);
}

/** Whether the form's own fields say all of it. */
function isAtFields({ details }: Problem, names: string[]): boolean {
  return details.length > 0 && details.every(({ field }) => names.includes(field.split(".", 1)[0] ?? ""));
}

function focusFirstInvalid(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/**
 * A form that is checked by the server's own schema before it is sent. What is wrong with a field of it, `issueOf` says;
 * all else is said by a toast.
 * @returns `bind` for the form element; `done` once it was sent and taken
 */
export function useForm<Schema extends z.ZodType>(
  source: SchemaSource<Schema>,
  send: (input: z.output<Schema>) => Promise<unknown>,
  { extra = {}, read = (texts) => texts, done, showsProblem }: Options = {},
) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");
  const load = async () => (typeof source === "function" ? source() : source);

  /** @returns what is wrong, or null */
  async function attempt(fields: Record<string, unknown>): Promise<Problem | null> {
    try {
      const parsed = (await load()).safeParse(fields);
      if (!parsed.success) return fromIssues(parsed.error);
      await send(parsed.data);
      return null;
    } catch (error) {
      return toProblem(error);
    }
  }

  async function submit(form: HTMLFormElement): Promise<void> {
    setState("busy");
    const fields = { ...read(Object.fromEntries(new FormData(form))), ...extra };
    const found = await attempt(fields);
    // At once, so that the fields are marked by the time that the first of them gets the focus.
    flushSync(() => {
      setProblem(found);
      setState(found ? "idle" : "done");
    });
    if (!found && done !== undefined) toastDone(done);
    if (!found) return;
    if (isAtFields(found, Object.keys(fields))) focusFirstInvalid(form);
    else if (!showsProblem?.(found)) toastProblem(found);
  }

  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (state !== "busy") void submit(event.currentTarget);
  };
  /** Loads the schema while the person types. What fails here is tried again, and said, when the form is sent. */
  const onFocus = (): void => void load().catch(() => undefined);
  const issueOf = (name: string): string | undefined => problem?.details.find(({ field }) => field === name)?.issue;

  return {
    bind: { onSubmit, onFocus, method: "post", noValidate: true } as const,
    onSubmit,
    issueOf,
    problem,
    busy: state === "busy",
    done: state === "done",
  };
}
