import { Title } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PAGE_SIZE } from "@/client/list";
import { sessionTexts as texts } from "@/client/texts/account-sessions";
import { hydrationState, pageData, requireSignedIn } from "../../../_server/page-data";
import { Sessions } from "./_components/sessions";

export const metadata: Metadata = { title: texts.title };

export default async function SessionsPage() {
  await requireSignedIn();
  const data = await pageData();
  await data.session.list.prefetchInfinite({ limit: PAGE_SIZE });
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Title order={1}>{texts.title}</Title>
      <Sessions />
    </HydrationBoundary>
  );
}
