"use client";

import { Checkbox, Group, VisuallyHidden } from "@mantine/core";
import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { ListedUser } from "@/client/use-user-list";
import type { UserFilter } from "@/client/user-filter";
import { TextLink } from "@/components/text-link";
import { Time } from "@/components/time";
import { CardTable, Column } from "../../_components/card-table";
import classes from "../../_components/card-table.module.css";
import { RoleBadge, StateBadge } from "../../_components/user-badges";
import { type RowAction, RowMenu } from "./row-menu";

/** Of the columns but the name's, which takes the rest. */
const WIDTHS = { select: 42, role: 122, state: 118, lastSignIn: 182, created: 152, menu: 48 };

type SortColumn = "name" | "createdAt";

type SortableProps = {
  column: SortColumn;
  label: string;
  width?: number;
  sort: UserFilter["sort"];
  onSort: (sort: string) => void;
};

function Sortable({ column, label, width, sort, onSort }: SortableProps) {
  const isUp = sort === column;
  const isDown = sort === `-${column}`;
  const Icon = isUp ? ArrowUp : isDown ? ArrowDown : ArrowUpDown;
  const direction = isUp ? "ascending" : "descending";
  return (
    <th scope="col" style={{ width }} aria-sort={isUp || isDown ? direction : "none"}>
      <button type="button" className={classes.sort} onClick={() => onSort(isUp ? `-${column}` : column)}>
        {label}
        <Icon size={14} aria-hidden />
      </button>
    </th>
  );
}

/** One that is too long for a line is broken at the @, if that is enough. */
function Address({ email }: Pick<ListedUser, "email">) {
  const at = email.lastIndexOf("@");
  return (
    <span className={classes.aside} title={email}>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  );
}

type UserRowProps = {
  user: ListedUser;
  isSelected: boolean;
  isOneself: boolean;
  onSelect: (isSelected: boolean) => void;
  onAction: (action: RowAction) => void;
};

function UserRow({ user, isSelected, isOneself, onSelect, onAction }: UserRowProps) {
  const { columns } = texts;
  return (
    <tr className={isSelected ? classes.selected : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={texts.select(user.name)}
          checked={isSelected}
          disabled={isOneself}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </td>
      <td>
        <span className={classes.name}>
          <TextLink href={`/admin/users/${user.id}`}>{user.name}</TextLink>
          {isOneself && ` (${texts.you})`}
        </span>
        <Address email={user.email} />
      </td>
      <td data-label={columns.role}>
        <RoleBadge role={user.role} />
      </td>
      <td data-label={columns.state}>
        <StateBadge status={user.status} emailVerified={user.emailVerified} />
      </td>
      <td data-label={columns.lastSignIn}>{user.lastSignInAt ? <Time at={user.lastSignInAt} /> : texts.never}</td>
      <td data-label={columns.created}>
        <Time at={user.createdAt} precision="day" />
      </td>
      <td data-menu>
        <RowMenu user={user} isOneself={isOneself} onAction={onAction} />
      </td>
    </tr>
  );
}

type UserTableProps = {
  users: readonly ListedUser[];
  ownId: string;
  sort: UserFilter["sort"];
  selected: ReadonlySet<string>;
  onSort: (sort: string) => void;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
  onAction: (user: ListedUser, action: RowAction) => void;
};

export function UserTable({ users, ownId, sort, selected, onSort, onSelect, onAction }: UserTableProps) {
  const { columns } = texts;
  return (
    <CardTable label={texts.title}>
      <thead>
        <tr>
          <Column width={WIDTHS.select}>
            <VisuallyHidden>{texts.selection}</VisuallyHidden>
          </Column>
          <Sortable column="name" label={columns.name} sort={sort} onSort={onSort} />
          <Column width={WIDTHS.role}>{columns.role}</Column>
          <Column width={WIDTHS.state}>{columns.state}</Column>
          <Column width={WIDTHS.lastSignIn}>{columns.lastSignIn}</Column>
          <Sortable column="createdAt" label={columns.created} width={WIDTHS.created} sort={sort} onSort={onSort} />
          <Column width={WIDTHS.menu}>
            <VisuallyHidden>{columns.actions}</VisuallyHidden>
          </Column>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow
            key={user.id}
            user={user}
            isOneself={user.id === ownId}
            isSelected={selected.has(user.id)}
            onSelect={(isSelected) => onSelect([user.id], isSelected)}
            onAction={(action) => onAction(user, action)}
          />
        ))}
      </tbody>
    </CardTable>
  );
}

type SelectAllProps = Pick<UserTableProps, "users" | "ownId" | "selected" | "onSelect">;

/** Above the table, as there is no head on a narrow screen. Who disables themselves is signed out on the way. */
export function SelectAll({ users, ownId, selected, onSelect }: SelectAllProps) {
  const ids = users.map(({ id }) => id).filter((id) => id !== ownId);
  return (
    <Group>
      <Checkbox
        label={texts.selectAll}
        checked={ids.length > 0 && ids.every((id) => selected.has(id))}
        indeterminate={ids.some((id) => selected.has(id)) && !ids.every((id) => selected.has(id))}
        onChange={({ currentTarget }) => onSelect(ids, currentTarget.checked)}
      />
    </Group>
  );
}
