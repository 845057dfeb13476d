import { Title } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PAGE_SIZE } from "@/client/list";
import { activityTexts as texts } from "@/client/texts/account-activity";
import { hydrationState, pageData, requireSignedIn } from "../../../_server/page-data";
import { Activity } from "./_components/activity";

export const metadata: Metadata = { title: texts.title };

export default async function ActivityPage() {
  await requireSignedIn();
  const data = await pageData();
  await data.auditEvent.mine.prefetchInfinite({ limit: PAGE_SIZE });
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Title order={1}>{texts.title}</Title>
      <Activity />
    </HydrationBoundary>
  );
}
