"use client";

import { lazy, Suspense } from "react";
import { useReauthenticationQuestion } from "@/client/reauthentication";

const Dialog = lazy(() => import("./reauthentication-dialog"));

/** Asks for the password, where the server wants it again before a sensitive change. */
export function ReauthenticationPrompt() {
  const question = useReauthenticationQuestion();
  return question && <Suspense>{<Dialog onAnswer={question.answer} />}</Suspense>;
}
