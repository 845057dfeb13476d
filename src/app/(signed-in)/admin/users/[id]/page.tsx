import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { auditListInput, auditOf } from "@/client/audit-filter";
import { userTexts } from "@/client/texts/admin-users";
import { userSessionsInput } from "@/client/user-sessions-input";
import { toAppError } from "@/server/errors";
import { hydrationState, pageData, requirePermission } from "../../../../_server/page-data";
import { UserPanel } from "./_components/user-panel";

export const metadata: Metadata = { title: userTexts.user.title };

type UserPageProps = { params: Promise<{ id: string }> };

/** An ID of nobody, and what is no ID. */
function isNobody(error: unknown): boolean {
  return ["NOT_FOUND", "VALIDATION_ERROR"].includes(toAppError(error).code);
}

export default async function UserPage({ params }: UserPageProps) {
  await requirePermission("users:read");
  const { id } = await params;
  const data = await pageData();
  try {
    await data.user.byId.fetch({ id });
  } catch (error) {
    if (isNobody(error)) notFound();
    throw error;
  }
  await Promise.all([
    data.session.listOfUser.prefetchInfinite(userSessionsInput(id)),
    data.auditEvent.list.prefetchInfinite(auditListInput(auditOf(id))),
  ]);
  return (
    <HydrationBoundary state={await hydrationState()}>
      <UserPanel id={id} />
    </HydrationBoundary>
  );
}
