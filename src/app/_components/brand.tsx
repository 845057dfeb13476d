import { productTexts as texts } from "@/client/texts/product";
import classes from "./shell.module.css";

/** The product's sign, which leads to the start page. */
export function Brand() {
  return (
    <a href="/" className={classes.brand}>
      <svg viewBox="0 0 32 32" className={classes.mark} aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="var(--mantine-primary-color-filled)" />
        <path d="M8 26V13l8-6 8 6v13h-5v-8h-6v8z" fill="var(--mantine-color-body)" />
      </svg>
      {texts.name}
    </a>
  );
}
