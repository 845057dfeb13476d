import { Title } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { securityTexts as texts } from "@/client/texts/account-security";
import { hydrationState, pageData, requireSignedIn } from "../../../_server/page-data";
import { Security } from "./_components/security";

export const metadata: Metadata = { title: texts.title };

export default async function SecurityPage() {
  await requireSignedIn();
  const data = await pageData();
  await Promise.all([
    data.factor.list.prefetch(),
    data.passkey.list.prefetch(),
    data.identity.list.prefetch(),
    data.identity.providers.prefetch(),
  ]);
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Title order={1}>{texts.title}</Title>
      <Security />
    </HydrationBoundary>
  );
}
