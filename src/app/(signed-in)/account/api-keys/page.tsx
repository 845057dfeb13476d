import { Title } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PAGE_SIZE } from "@/client/list";
import { apiKeyTexts as texts } from "@/client/texts/account-api-keys";
import { hydrationState, pageData, requireSignedIn } from "../../../_server/page-data";
import { ApiKeys } from "./_components/api-keys";

export const metadata: Metadata = { title: texts.title };

export default async function ApiKeysPage() {
  await requireSignedIn();
  const data = await pageData();
  await data.apiKey.list.prefetchInfinite({ limit: PAGE_SIZE });
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Title order={1}>{texts.title}</Title>
      <ApiKeys />
    </HydrationBoundary>
  );
}
