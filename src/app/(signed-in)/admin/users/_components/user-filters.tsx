"use client";

import { NativeSelect, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { UserFilter } from "@/client/user-filter";
import { choicesOf, ROLES, STATES } from "../../_components/choices";
import classes from "../../_components/filters.module.css";
import type { FilterChange } from "../../_components/use-filter-in-address";
import { useFilterText } from "../../_components/use-filter-text";

const MAX_QUERY = 64;
const ALL = { value: "", label: texts.all };
const SORTS = choicesOf(texts.sorts);

type UserFiltersProps = { filter: UserFilter; onChange: (change: FilterChange<UserFilter>) => void };

export function UserFilters({ filter, onChange }: UserFiltersProps) {
  const search = useFilterText(
    filter.q ?? "",
    (text) => text.trim(),
    (q) => onChange({ q }),
  );
  return (
    <search className={classes.filters}>
      <TextInput
        className={classes.wide}
        label={texts.search}
        placeholder={texts.searchHint}
        type="search"
        leftSection={<Search size={16} aria-hidden />}
        maxLength={MAX_QUERY}
        value={search.text}
        onChange={({ currentTarget }) => search.onType(currentTarget.value)}
      />
      <NativeSelect
        label={texts.role}
        data={[ALL, ...ROLES]}
        value={filter.role ?? ""}
        onChange={({ currentTarget }) => onChange({ role: currentTarget.value })}
      />
      <NativeSelect
        label={texts.state}
        data={[ALL, ...STATES]}
        value={filter.status ?? ""}
        onChange={({ currentTarget }) => onChange({ status: currentTarget.value })}
      />
      <NativeSelect
        label={texts.sort}
        data={SORTS}
        value={filter.sort}
        onChange={({ currentTarget }) => onChange({ sort: currentTarget.value })}
      />
    </search>
  );
}
