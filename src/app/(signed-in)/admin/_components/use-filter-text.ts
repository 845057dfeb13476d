import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useEarlyValue } from "./use-early-value";

/** Nobody types faster for long. */
export const PAUSE_MS = 200;

/**
 * The text of a field that makes a part of the filter. It may be ahead of the filter; where something else changes the
 * filter, such as a link, the text follows.
 * @param value what the filter has
 * @param toValue what the filter will have after a text; "" for nothing
 */
export function useFilterText(value: string, toValue: (text: string) => string, send: (value: string) => void) {
  const [state, setState] = useState({ text: value, seen: value, sent: value });
  if (value !== state.seen) {
    setState({ text: value === state.sent ? state.text : value, seen: value, sent: value });
  }
  const sendLater = useDebouncedCallback((sent: string) => {
    setState((before) => ({ ...before, sent }));
    send(sent);
  }, PAUSE_MS);

  function onType(text: string): void {
    setState((before) => ({ ...before, text }));
    sendLater(toValue(text));
  }

  return { ref: useEarlyValue(value, onType), text: state.text, onType };
}
