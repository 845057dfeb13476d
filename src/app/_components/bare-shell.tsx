import type { ReactNode } from "react";
import { Brand } from "./brand";
import classes from "./shell.module.css";

type BareShellProps = { children: ReactNode };

/** Round the pages that tell of an error: as little as can fail, and as little as every page can come with. */
export function BareShell({ children }: BareShellProps) {
  return (
    <>
      <header className={classes.header}>
        <Brand />
      </header>
      <main className={classes.public}>{children}</main>
    </>
  );
}
