"use client";

import type { ListFilter } from "@/client/list-filter";
import { choicesOf } from "./choices";
import { FilterSelect } from "./filter-select";
import classes from "./filters.module.css";
import { SearchField } from "./search-field";
import type { FilterChange } from "./use-filter-in-address";

type Texts<Sort extends string> = {
  /** Where the list can be searched. */
  search?: string;
  searchHint?: string;
  sort: string;
  sorts: Readonly<Record<Sort, string>>;
};

type Change<Sort extends string> = (change: FilterChange<ListFilter<Sort>>) => void;

type ListFiltersProps<Sort extends string> = {
  filter: ListFilter<Sort>;
  texts: Texts<Sort>;
  onChange: Change<Sort>;
};

/** The search over a list, where it has one, and its order. */
export function ListFilters<Sort extends string>({ filter, texts, onChange }: ListFiltersProps<Sort>) {
  return (
    <search className={classes.filters}>
      {texts.search !== undefined && (
        <SearchField
          label={texts.search}
          hint={texts.searchHint}
          q={filter.q ?? ""}
          autoComplete="off"
          onChange={(q) => onChange({ q })}
        />
      )}
      <FilterSelect
        label={texts.sort}
        maw="20rem"
        data={choicesOf(texts.sorts)}
        value={filter.sort}
        onChange={(sort) => onChange({ sort })}
      />
    </search>
  );
}
