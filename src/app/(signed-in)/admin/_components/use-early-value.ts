import { type RefObject, useLayoutEffect, useRef } from "react";

type Field = HTMLInputElement & HTMLSelectElement;

/**
 * For a field that says each change at once. What was typed or chosen before the page was awake, or what the browser has
 * put back after a reload, stands in the field, and React neither tells of it nor keeps it.
 * @param value what the field is to show
 * @param onChange is told what stands there instead, once
 */
export function useEarlyValue(value: string, onChange: (value: string) => void): RefObject<Field | null> {
  const field = useRef<Field>(null);
  const first = useRef<{ value: string; onChange: (value: string) => void } | null>({ value, onChange });

  useLayoutEffect(() => {
    const early = field.current?.value;
    const before = first.current;
    first.current = null;
    if (before !== null && early !== undefined && early !== before.value) before.onChange(early);
  }, []);

  return field;
}
