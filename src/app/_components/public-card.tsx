import type { ReactNode } from "react";
import classes from "./shell.module.css";

type PublicCardProps = { title: string; children: ReactNode };

/** The one small card of a page for everybody. Plain, as the error pages, which come with every page, use it. */
export function PublicCard({ title, children }: PublicCardProps) {
  return (
    <section className={classes.card}>
      <h1>{title}</h1>
      {children}
    </section>
  );
}
