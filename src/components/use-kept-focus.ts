"use client";

import { type RefObject, useEffect } from "react";

/** What lies in rows, and what a part of a page is. */
const ROW = "li, tbody tr";
const PART = "section, main";
const CONTROL = "a, button, input, select, textarea, [tabindex]";

/** Where the focus was: on what, inside of what, and in which of several rows. */
type Place = {
  element: Element;
  around: Element[];
  rows: Element | null;
  index: number;
  /** Whether the element was disabled because it was at work: then it has the focus back. */
  hasWorked: boolean;
};

function placeOf(element: Element): Place {
  const around: Element[] = [];
  for (let outer = element.parentElement; outer; outer = outer.parentElement) around.push(outer);
  const row = element.closest(ROW);
  const rows = row?.parentElement ?? null;
  return { element, around, rows, index: row && rows ? [...rows.children].indexOf(row) : -1, hasWorked: false };
}

/** The row that it was in, the one that is in the place of that, or the part of the page. */
function successorOf({ around, rows, index }: Place): Element | undefined {
  const ownRow = around.find((outer) => outer.isConnected && outer.matches(ROW));
  const inPlace = rows?.isConnected ? rows.children[Math.min(index, rows.children.length - 1)] : undefined;
  return ownRow ?? inPlace ?? around.find((outer) => outer.isConnected && outer.matches(PART));
}

function focusOn(target: Element | undefined): void {
  if (!(target instanceof HTMLElement)) return;
  if (!target.matches(CONTROL)) {
    target.tabIndex = -1;
    target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
  }
  target.focus({ preventScroll: true });
}

function keep(place: Place): void {
  const { element } = place;
  const { activeElement: active, body } = document;
  if (element.matches("[data-loading]")) {
    place.hasWorked = true;
    return;
  }
  if (active !== null && active !== body && active !== element) return;
  if (!element.isConnected || element.matches(":disabled")) focusOn(successorOf(place));
  else if (place.hasWorked) focusOn(element);
}

/**
 * Keeps the focus in the page when what had it goes or is disabled: the keyboard would begin again at the top, and a screen
 * reader fall silent.
 * @param root what is watched over
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let place: Place | null = null;
    const observer = new MutationObserver(() => {
      if (place) keep(place);
    });

    function watch(target: EventTarget | null): void {
      // From the first focus on, as before it there is none to lose.
      if (!place) {
        const attributeFilter = ["disabled", "data-loading"];
        observer.observe(document.body, { childList: true, subtree: true, attributeFilter });
      }
      if (target instanceof Element) place = placeOf(target);
    }

    const onFocus = ({ target }: FocusEvent): void => watch(target);
    const watched = root.current;
    // What was touched before the page was awake.
    if (watched?.contains(document.activeElement)) watch(document.activeElement);
    watched?.addEventListener("focusin", onFocus);
    return () => {
      watched?.removeEventListener("focusin", onFocus);
      observer.disconnect();
    };
  }, [root]);
}
