import { Stack } from "@mantine/core";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { userTexts as texts } from "@/client/texts/admin-users";
import { readUserFilter, userListInput } from "@/client/user-filter";
import { hydrationState, pageData, requirePermission } from "../../../_server/page-data";
import { UserList } from "./_components/user-list";

export const metadata: Metadata = { title: texts.title, description: texts.description };

type UsersPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UsersPage({ searchParams }: UsersPageProps) {
  await requirePermission("users:read");
  const data = await pageData();
  await data.user.list.prefetchInfinite(userListInput(readUserFilter(await searchParams)));
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Stack gap="lg">
        <UserList />
      </Stack>
    </HydrationBoundary>
  );
}
