"use client";

import { userTexts as texts } from "@/client/texts/admin-users";
import type { UserFilter } from "@/client/user-filter";
import { choicesOf, ROLES, STATES } from "../../_components/choices";
import { FilterSelect } from "../../_components/filter-select";
import classes from "../../_components/filters.module.css";
import { SearchField } from "../../_components/search-field";
import type { FilterChange } from "../../_components/use-filter-in-address";

const ALL = { value: "", label: texts.all };
const SORTS = choicesOf(texts.sorts);

type UserFiltersProps = { filter: UserFilter; onChange: (change: FilterChange<UserFilter>) => void };

export function UserFilters({ filter, onChange }: UserFiltersProps) {
  return (
    <search className={classes.filters}>
      <SearchField label={texts.search} hint={texts.searchHint} q={filter.q ?? ""} onChange={(q) => onChange({ q })} />
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
