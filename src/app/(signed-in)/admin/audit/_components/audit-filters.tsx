"use client";

import { TextInput } from "@mantine/core";
import { type AuditFilter, isUserId } from "@/client/audit-filter";
import { auditTexts as texts } from "@/client/texts/audit";
import { choicesOf } from "../../_components/choices";
import { FilterSelect } from "../../_components/filter-select";
import classes from "../../_components/filters.module.css";
import type { FilterChange } from "../../_components/use-filter-in-address";
import { useFilterText } from "../../_components/use-filter-text";

const ID_LENGTH = 36;
const TYPES = [{ value: "", label: texts.all }, ...choicesOf(texts.types)];
const SORTS = choicesOf(texts.sorts);

type IdFieldProps = { label: string; hint: string; value: string; onChange: (id: string) => void };

function idIn(text: string): string {
  return isUserId(text.trim()) ? text.trim() : "";
}

/** Takes a whole ID, or nothing. */
function IdField({ label, hint, value, onChange }: IdFieldProps) {
  const { ref, text, onType } = useFilterText(value, idIn, onChange);
  return (
    <TextInput
      ref={ref}
      label={label}
      placeholder={hint}
      type="search"
      autoComplete="off"
      spellCheck={false}
      maxLength={ID_LENGTH}
      value={text}
      error={text.length >= ID_LENGTH && !isUserId(text) && texts.notAnId}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}

type AuditFiltersProps = { filter: AuditFilter; onChange: (change: FilterChange<AuditFilter>) => void };

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  return (
    <search className={classes.filters}>
      <FilterSelect label={texts.what} data={TYPES} value={filter.type ?? ""} onChange={(type) => onChange({ type })} />
      <IdField
        label={texts.account}
        hint={texts.accountHint}
        value={filter.accountId ?? ""}
        onChange={(accountId) => onChange({ accountId })}
      />
      <IdField
        label={texts.actor}
        hint={texts.actorHint}
        value={filter.actorId ?? ""}
        onChange={(actorId) => onChange({ actorId })}
      />
      <FilterSelect label={texts.sort} data={SORTS} value={filter.sort} onChange={(sort) => onChange({ sort })} />
    </search>
  );
}
