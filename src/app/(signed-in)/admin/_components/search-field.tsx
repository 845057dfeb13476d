"use client";

import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { MAX_QUERY } from "@/client/list-filter";
import classes from "./filters.module.css";
import { useFilterText } from "./use-filter-text";

type SearchFieldProps = {
  label: string;
  hint: string | undefined;
  q: string;
  onChange: (q: string) => void;
  autoComplete?: "off";
};

/** What a list is searched for, as a part of its filter. */
export function SearchField({ label, hint = "", q, onChange, ...rest }: SearchFieldProps) {
  const { ref, text, onType } = useFilterText(q, (typed) => typed.trim(), onChange);
  return (
    <TextInput
      {...rest}
      ref={ref}
      className={classes.wide}
      label={label}
      placeholder={hint}
      type="search"
      leftSection={<Search size={16} aria-hidden />}
      maxLength={MAX_QUERY}
      value={text}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}
