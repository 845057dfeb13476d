"use client";

import { useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { shellTexts as texts } from "@/client/texts/shell";
import classes from "./shell.module.css";

const NEXT = { auto: "light", light: "dark", dark: "auto" } as const;
/** Drawn here, as the pages for everybody are to stay small. */
const DRAWINGS = {
  auto: "M3 5h18v11H3zM8 20h8M12 16v4",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
};

/** Goes from the device's own scheme to light, to dark, and round. What was chosen stays in this browser. */
export function ColourSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know what was chosen here.
  const shown = useMounted() ? colorScheme : "auto";
  return (
    <button
      type="button"
      className={classes.plainButton}
      aria-label={texts.colourSchemeIs(texts.colourSchemes[shown])}
      onClick={() => setColorScheme(NEXT[shown])}
    >
      <svg viewBox="0 0 24 24" className={classes.drawing} aria-hidden="true">
        <path d={DRAWINGS[shown]} />
      </svg>
    </button>
  );
}
