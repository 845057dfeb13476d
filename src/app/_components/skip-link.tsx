import { shellTexts as texts } from "@/client/texts/shell";
import classes from "./shell.module.css";

/** First on every page, for the keyboard. The page's `main` has the ID and `tabIndex={-1}`. */
export function SkipLink() {
  return (
    <a href="#main" className={classes.skip}>
      {texts.skip}
    </a>
  );
}
