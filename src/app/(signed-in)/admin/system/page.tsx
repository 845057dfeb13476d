import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { systemTexts as texts } from "@/client/texts/system";
import { hydrationState, pageData, requirePermission } from "../../../_server/page-data";
import { SystemPanel } from "./_components/system-panel";

export const metadata: Metadata = { title: texts.title, description: texts.description };

export default async function SystemPage() {
  await requirePermission("system:read");
  await (await pageData()).system.read.prefetch();
  return (
    <HydrationBoundary state={await hydrationState()}>
      <SystemPanel />
    </HydrationBoundary>
  );
}
