import { Stack, Title } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditListInput, readAuditFilter } from "@/client/audit-filter";
import { auditTexts as texts } from "@/client/texts/audit";
import { hydrationState, pageData, requirePermission } from "../../../_server/page-data";
import { AuditLog } from "./_components/audit-log";

export const metadata: Metadata = { title: texts.title, description: texts.description };

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: AuditPageProps) {
  await requirePermission("audit:read");
  const data = await pageData();
  await data.auditEvent.list.prefetchInfinite(auditListInput(readAuditFilter(await searchParams)));
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Stack gap="lg">
        <Title order={1}>{texts.title}</Title>
        <AuditLog />
      </Stack>
    </HydrationBoundary>
  );
}
