"use client";

import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useSession } from "@/client/session";
import { userTexts as texts } from "@/client/texts/admin-users";
import { type ListedUser, useUserList } from "@/client/use-user-list";
import { useImpersonate, useSendReset, useToggleUser } from "@/client/user-admin";
import { type BulkReport, useBulkDisable } from "@/client/user-bulk";
import { readUserFilter, writeUserFilter } from "@/client/user-filter";
import { ButtonLink } from "@/components/button-link";
import { ListFrame } from "@/components/list-frame";
import { useFilterInAddress } from "../../_components/use-filter-in-address";
import { CreateUser } from "./create-user";
import type { RowAction } from "./row-menu";
import { useSelection } from "./use-selection";
import type { Asked } from "./user-dialogs";
import { UserFilters } from "./user-filters";
import { SelectAll, UserTable } from "./user-table";

// What comes with a click, comes after the page.
const BulkBar = lazy(() => import("./bulk-bar"));
const BulkFailures = lazy(() => import("./bulk-failures"));
const UserDialogs = lazy(() => import("./user-dialogs"));

export function UserList() {
  const [filter, changeFilter] = useFilterInAddress(readUserFilter, writeUserFilter);
  const list = useUserList(filter);
  const selection = useSelection(list.items);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [report, setReport] = useState<BulkReport | null>(null);
  const bulk = useBulkDisable(filter);
  const toggle = useToggleUser(filter);
  const sendReset = useSendReset();
  const impersonate = useImpersonate();
  const ownId = useSession().signedIn?.user.id ?? "";
  const isFiltered = filter.q !== undefined || filter.role !== undefined || filter.status !== undefined;

  async function disableSelected(): Promise<void> {
    const done = await bulk.run(selection.items);
    const failures = done?.failures ?? [];
    // Those with whom it failed stay selected, for another attempt.
    selection.replace(failures.map(({ user }) => user.id));
    setReport(done && failures.length > 0 ? done : null);
  }

  function onAction(user: ListedUser, action: RowAction): void {
    if (action === "toggle") void toggle.run(user);
    else if (action === "reset") void sendReset.run(user.id);
    else if (action === "actAs") void impersonate.run(user.id);
    else setAsked({ user, action, isOpen: true });
  }

  return (
    <>
      <Group justify="space-between">
        <Title order={1}>{texts.title}</Title>
        <CreateUser />
      </Group>
      <UserFilters filter={filter} onChange={changeFilter} />
      <Suspense>{report && <BulkFailures report={report} onClose={() => setReport(null)} />}</Suspense>
      <ListFrame list={list} empty={texts.none}>
        <Stack gap="sm">
          <Group justify="space-between" mih={40}>
            <SelectAll users={list.items} ownId={ownId} selected={selection.ids} onSelect={selection.select} />
            <Text size="sm" c="dimmed" role="status">
              {texts.count(list.total)}
            </Text>
          </Group>
          <Suspense>
            {selection.items.length > 0 && (
              <BulkBar
                users={selection.items}
                isBusy={bulk.busy}
                onDisable={() => void disableSelected()}
                onClear={() => selection.replace([])}
              />
            )}
          </Suspense>
          <Paper withBorder p="xs">
            <UserTable
              users={list.items}
              ownId={ownId}
              sort={filter.sort}
              selected={selection.ids}
              onSort={(sort) => changeFilter({ sort })}
              onSelect={selection.select}
              onAction={onAction}
            />
          </Paper>
        </Stack>
      </ListFrame>
      {isFiltered && list.items.length === 0 && !list.isPending && (
        <ButtonLink variant="default" w="fit-content" href="/admin/users">
          {texts.clearFilters}
        </ButtonLink>
      )}
      <Suspense>
        {asked && <UserDialogs asked={asked} filter={filter} onClose={() => setAsked({ ...asked, isOpen: false })} />}
      </Suspense>
    </>
  );
}
