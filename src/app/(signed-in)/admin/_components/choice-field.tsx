"use client";

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useState } from "react";
import type { Choices, Wanted } from "@/client/choices";
import { choiceTexts as texts } from "@/client/texts/choices";
import { PAUSE_MS } from "./use-filter-text";

/** Enter takes the marked choice. Where none is marked it does not send a form with something else than what stands there. */
function holdEnter(event: KeyboardEvent<HTMLInputElement>): void {
  const list = document.getElementById(event.currentTarget.getAttribute("aria-controls") ?? "");
  if (event.key === "Enter" && list && !list.querySelector("[data-combobox-selected]")) event.preventDefault();
}

type ChoiceFieldProps = {
  label: string;
  description: string;
  name: string;
  error: string | undefined;
  /** The ID that is chosen at first. */
  initial: string | null;
  isOptional?: boolean;
  useChoices: (wanted: Wanted) => Choices;
};

/** A row of another list: shown and found by its label, and sent with the form as its ID. */
export function ChoiceField({ initial, isOptional = false, useChoices, ...field }: ChoiceFieldProps) {
  const [id, setId] = useState(initial);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, PAUSE_MS);
  const { choices, isPending, problem } = useChoices({ id, text: asked });

  function onType(typed: string): void {
    // Emptied: nothing is chosen any more. It is empty as well before the label has come.
    if (typed === "" && text !== "" && isOptional) setId(null);
    setText(typed);
  }

  return (
    <Select
      {...field}
      data={choices}
      value={id}
      onChange={setId}
      searchable
      searchValue={text}
      onSearchChange={onType}
      // The server has filtered them.
      filter={({ options }) => options}
      nothingFoundMessage={problem?.message ?? (isPending ? texts.searching : texts.none)}
      // In the dialog, which is a landmark; at the end of the page it would be in none.
      comboboxProps={{ withinPortal: false }}
      openOnFocus={false}
      allowDeselect={false}
      clearable={isOptional}
      spellCheck={false}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onKeyDown={holdEnter}
    />
  );
}
