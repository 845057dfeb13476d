"use client";

import { Group, Loader, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { lazy, Suspense } from "react";
import { linkTexts } from "@/client/texts/links";
import { useOauthCallback } from "@/client/use-oauth-callback";
import { ButtonLink } from "@/components/button-link";
import { ProblemAlert } from "@/components/problem-alert";

const texts = linkTexts.oauth;
const SecondFactorForm = lazy(() => import("../../../../_components/second-factor-form"));

export function OauthCallback() {
  const router = useRouter();
  const { problem, secondFactor, onSignedIn, signInAgain } = useOauthCallback((next) => router.replace(next));
  if (secondFactor) {
    return (
      <Suspense>
        <SecondFactorForm
          secondFactor={secondFactor}
          onDone={onSignedIn}
          onRestart={() => router.replace(signInAgain)}
        />
      </Suspense>
    );
  }
  if (!problem) {
    return (
      <Group role="status">
        <Loader size="sm" aria-hidden />
        {texts.wait}
      </Group>
    );
  }
  return (
    <Stack>
      <ProblemAlert problem={problem} />
      <Group>
        <ButtonLink href={signInAgain}>{texts.signIn}</ButtonLink>
        <ButtonLink href="/account/security" variant="default">
          {texts.account}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
