"use client";

import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { UserFilter } from "@/client/user-filter";
import { choicesOf, ROLES, STATES } from "../../_components/choices";
import { FilterSelect } from "../../_components/filter-select";
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
        ref={search.ref}
        className={classes.wide}
        label={texts.search}
        placeholder={texts.searchHint}
        type="search"
        leftSection={<Search size={16} aria-hidden />}
        maxLength={MAX_QUERY}
        value={search.text}
        onChange={({ currentTarget }) => search.onType(currentTarget.value)}
      />
      <FilterSelect
        label={texts.role}
        data={[ALL, ...ROLES]}
        value={filter.role ?? ""}
        onChange={(role) => onChange({ role })}
      />
      <FilterSelect
        label={texts.state}
        data={[ALL, ...STATES]}
        value={filter.status ?? ""}
        onChange={(status) => onChange({ status })}
      />
      <FilterSelect label={texts.sort} data={SORTS} value={filter.sort} onChange={(sort) => onChange({ sort })} />
    </search>
  );
}
