"use client";

import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import type { ListFilter } from "@/client/list-filter";
import { choicesOf } from "./choices";
import { FilterSelect } from "./filter-select";
import classes from "./filters.module.css";
import type { FilterChange } from "./use-filter-in-address";
import { useFilterText } from "./use-filter-text";

const MAX_QUERY = 64;

type Texts<Sort extends string> = {
  /** Where the list can be searched. */
  search?: string;
  searchHint?: string;
  sort: string;
  sorts: Readonly<Record<Sort, string>>;
};

type Change<Sort extends string> = (change: FilterChange<ListFilter<Sort>>) => void;

type SearchFieldProps = { label: string; hint: string | undefined; q: string; onChange: (q: string) => void };

function SearchField({ label, hint = "", q, onChange }: SearchFieldProps) {
  const { ref, text, onType } = useFilterText(q, (typed) => typed.trim(), onChange);
  return (
    <TextInput
      ref={ref}
      className={classes.wide}
      label={label}
      placeholder={hint}
      type="search"
      autoComplete="off"
      leftSection={<Search size={16} aria-hidden />}
      maxLength={MAX_QUERY}
      value={text}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}

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
