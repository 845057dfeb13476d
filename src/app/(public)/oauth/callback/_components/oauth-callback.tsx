"use client";

import { Group, Loader, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { lazy, Suspense } from "react";
import { leaveTo } from "@/client/session";
import { linkTexts } from "@/client/texts/links";
import { useOauthCallback } from "@/client/use-oauth-callback";
import { ButtonLink } from "@/components/button-link";
import { ProblemAlert } from "@/components/problem-alert";

const texts = linkTexts.oauth;
const SecondFactorForm = lazy(() => import("../../../../_components/second-factor-form"));

export function OauthCallback() {
  const router = useRouter();
  const onSignedIn = () => leaveTo("/account");
  const { problem, secondFactor } = useOauthCallback({
    onSignedIn,
    onLinked: () => router.replace("/account/security"),
  });
  if (secondFactor) {
    return (
      <Suspense>
        <SecondFactorForm
          secondFactor={secondFactor}
          onDone={onSignedIn}
          onRestart={() => router.replace("/sign-in")}
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
        <ButtonLink href="/sign-in">{texts.signIn}</ButtonLink>
        <ButtonLink href="/account/security" variant="default">
          {texts.account}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
