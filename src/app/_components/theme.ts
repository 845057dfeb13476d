"use client";

import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

/** Gatehouse's green: 7 on light ground, 3 on dark. */
const gate: MantineColorsTuple = [
  "#eff6f5",
  "#dcebe9",
  "#b1d8d2",
  "#7fcabf",
  "#58b1a6",
  "#3c958b",
  "#2b7b73",
  "#1f5f5b",
  "#184c49",
  "#113937",
];
/** For what cannot be undone, and for what went wrong: dark enough for white text, light enough for dark text. */
const red: MantineColorsTuple = [
  "#fdf1f0",
  "#fadedb",
  "#f5bdb7",
  "#f79d94",
  "#ea7268",
  "#d64c41",
  "#c43a2f",
  "#ad2b21",
  "#8d221a",
  "#6e1b15",
];
/** The grounds and texts of the dark scheme, with a touch of the green. */
const dark: MantineColorsTuple = [
  "#e3e9e7",
  "#bcc6c3",
  "#8f9a96",
  "#6e7975",
  "#3f4a47",
  "#333d3a",
  "#212927",
  "#161c1b",
  "#111615",
  "#0c100f",
];

/** Mantine's own choice of a text colour on a filled ground does not know the scheme. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  return input.variant === "filled" ? { ...colors, color: "var(--gate-on-filled)", hoverColor: undefined } : colors;
};

export const theme = createTheme({
  colors: { gate, red, dark },
  primaryColor: "gate",
  primaryShade: { light: 7, dark: 3 },
  variantColorResolver,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: {
      // Its header is of the dialog, not of the page.
      defaultProps: { centered: true, attributes: { header: { role: "none" } } },
      styles: { title: { fontWeight: 650 } },
    },
  },
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.625rem" }, h2: { fontSize: "1.25rem" } } },
});

/** Mantine's own greys and reds for small text are too pale (WCAG AA). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--gate-ground": "#f4f6f5",
    "--mantine-color-text": "#1b2321",
    "--mantine-color-dimmed": "#56615e",
    "--mantine-color-placeholder": "#6b7672",
    "--mantine-color-error": "var(--mantine-color-red-7)",
    "--mantine-color-anchor": "var(--mantine-color-gate-7)",
    "--gate-on-filled": "#ffffff",
  },
  dark: {
    "--gate-ground": "var(--mantine-color-dark-8)",
    "--mantine-color-dimmed": "#a6b0ad",
    "--mantine-color-error": "var(--mantine-color-red-3)",
    "--mantine-color-anchor": "var(--mantine-color-gate-3)",
    // Mantine's own is darker than the ground.
    "--mantine-color-gate-light": "#1e3532",
    "--mantine-color-gate-light-hover": "#26433f",
    "--gate-on-filled": "#0d1f1d",
  },
});
