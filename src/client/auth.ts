"use client";

import { useState } from "react";
import type { RouterOutputs } from "@/types/api";
import { useStartOver } from "./session";
import { trpc } from "./trpc";
import { useForm } from "./use-form";

type SignInAnswer = RouterOutputs["auth"]["signIn"]["data"];

/** What is still wanted of somebody whose password was right. */
export type SecondFactor = Extract<SignInAnswer, { secondFactor: unknown }>["secondFactor"];

/** Called once somebody is signed in; it leaves the page (`leaveTo`), so that nothing of before is left. */
export type SignInDone = () => Promise<void>;

/** After the page, so that Zod does not delay it. */
const schemas = () => import("@/schemas/auth.schema");
const load = {
  signIn: async () => (await schemas()).signInSchema,
  signUp: async () => (await schemas()).signUpSchema,
  forgotPassword: async () => (await schemas()).forgotPasswordSchema,
  resendVerification: async () => (await schemas()).resendVerificationSchema,
  verifyEmail: async () => (await schemas()).verifyEmailSchema,
  confirmEmail: async () => (await schemas()).confirmEmailSchema,
  resetPassword: async () => (await schemas()).resetPasswordSchema,
};

/** What follows the answer to a sign-in of any kind. */
export function useSignInAnswer(onDone: SignInDone) {
  const [secondFactor, setSecondFactor] = useState<SecondFactor | null>(null);

  async function take(answer: SignInAnswer): Promise<void> {
    if ("secondFactor" in answer) setSecondFactor(answer.secondFactor);
    else await onDone();
  }

  return { take, secondFactor, forget: () => setSecondFactor(null) };
}

/** @param take what `useSignInAnswer` gives */
export function useSignIn(take: (answer: SignInAnswer) => Promise<void>) {
  const signIn = trpc.auth.signIn.useMutation();
  return useForm(load.signIn, async (input) => take((await signIn.mutateAsync(input)).data));
}

export function useSignUp() {
  const signUp = trpc.auth.signUp.useMutation();
  return useForm(load.signUp, signUp.mutateAsync);
}

/** Asks for a link to choose a new password; the answer never tells whether there is an account. */
export function useForgotPassword() {
  const forgotPassword = trpc.auth.forgotPassword.useMutation();
  return useForm(load.forgotPassword, forgotPassword.mutateAsync);
}

/** Asks for another confirmation link; the answer never tells whether there is an account. */
export function useResendVerification() {
  const resendVerification = trpc.auth.resendVerification.useMutation();
  return useForm(load.resendVerification, resendVerification.mutateAsync);
}

/** What is wrong with the link itself no field can show, so these pages show `problem`. */
const ofLink = (token: string | null) => ({ extra: { token: token ?? "" }, showsProblem: () => true });

/** @param token of the mailed link; null while there is none */
export function useVerifyEmail(token: string | null) {
  const verifyEmail = trpc.auth.verifyEmail.useMutation();
  return useForm(load.verifyEmail, verifyEmail.mutateAsync, ofLink(token));
}

/** Takes the link that was sent to a new address. @param token of the mailed link; null while there is none */
export function useConfirmEmail(token: string | null) {
  const startOver = useStartOver();
  const confirmEmail = trpc.auth.confirmEmail.useMutation({ onSuccess: startOver });
  return useForm(load.confirmEmail, confirmEmail.mutateAsync, ofLink(token));
}

/** @param token of the mailed link; null while there is none */
export function useResetPassword(token: string | null) {
  const resetPassword = trpc.auth.resetPassword.useMutation();
  return useForm(load.resetPassword, resetPassword.mutateAsync, ofLink(token));
}
