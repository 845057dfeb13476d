"use client";

import { NativeSelect } from "@mantine/core";
import { useEarlyValue } from "./use-early-value";

type FilterSelectProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  maw?: string;
};

/** A choice that makes a part of a filter. */
export function FilterSelect({ value, onChange, ...rest }: FilterSelectProps) {
  const ref = useEarlyValue(value, onChange);
  return (
    <NativeSelect {...rest} ref={ref} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  );
}
