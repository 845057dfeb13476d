"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { BrowserProblem, codeOf } from "./problem";
import { reauthenticationTexts as texts } from "./texts/reauthentication";
import { trpc } from "./trpc";
import { useForm } from "./use-form";

type Guard = <Result>(act: () => Promise<Result>) => Promise<Result>;
/** The question that is open: whether the person proves who they are. */
type Question = { answer: (proved: boolean) => void };
type Reauthentication = { question: Question | null; guard: Guard };

const ReauthenticationContext = createContext<Reauthentication | null>(null);

/** Lets every page below it ask for the password again, where the server wants it for a sensitive change (A18). */
export function ReauthenticationProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);

  async function guard<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (codeOf(error) !== "REAUTHENTICATION_REQUIRED") throw error;
      const proved = await new Promise<boolean>((answer) => setQuestion({ answer }));
      setQuestion(null);
      if (!proved) throw new BrowserProblem(texts.cancelled, { cause: error });
      return act();
    }
  }

  return <ReauthenticationContext value={{ question, guard }}>{children}</ReauthenticationContext>;
}

function useReauthentication(): Reauthentication {
  const context = useContext(ReauthenticationContext);
  if (!context) throw new Error("There is no ReauthenticationProvider above.");
  return context;
}

/** @returns a function that does something, and does it again after the person has given the password, where need be */
export function useGuard(): Guard {
  return useReauthentication().guard;
}

/** What the prompt needs: the open question, or null. */
export function useReauthenticationQuestion(): Question | null {
  return useReauthentication().question;
}

const loadSchema = async () => (await import("@/schemas/auth.schema")).reauthenticateSchema;

/** @param onProved called once the server has taken the password */
export function useReauthenticate(onProved: () => void) {
  const reauthenticate = trpc.auth.reauthenticate.useMutation();
  return useForm(loadSchema, async (input) => {
    await reauthenticate.mutateAsync(input);
    onProved();
  });
}
