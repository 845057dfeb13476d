"use client";

import { Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useSignInAnswer } from "@/client/auth";
import type { Provider } from "@/client/provider-start";
import { leaveTo, useFreshStart } from "@/client/session";
import { signInTexts as texts } from "@/client/texts/sign-in";
import { PlainLink } from "@/components/plain-link";
import { OtherWays } from "./other-ways";
import { PasswordForm } from "./password-form";

/** Few need it, and only after the first step. */
const SecondFactorForm = lazy(() => import("../../../_components/second-factor-form"));

type SignInFormProps = {
  /** A path of this site, from `safeNext`. */
  next: string;
  providers: Provider[];
};

export function SignInForm({ next, providers }: SignInFormProps) {
  const onDone = () => leaveTo(next);
  useFreshStart();
  const { take, secondFactor, forget } = useSignInAnswer(onDone);
  if (secondFactor) {
    return (
      <Suspense>
        <SecondFactorForm secondFactor={secondFactor} onDone={onDone} onRestart={forget} />
      </Suspense>
    );
  }
  return (
    <Stack>
      <PasswordForm take={take} />
      <OtherWays providers={providers} next={next} onDone={onDone} />
      <Stack gap={4} mt="xs" fz="sm">
        <PlainLink href="/forgot-password">{texts.forgotten}</PlainLink>
        <PlainLink href="/resend-verification">{texts.newLink}</PlainLink>
        <span>
          {texts.noAccount} <PlainLink href="/sign-up">{texts.signUp}</PlainLink>
        </span>
      </Stack>
    </Stack>
  );
}
