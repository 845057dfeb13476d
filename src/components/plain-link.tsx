import type { ReactNode } from "react";
import classes from "./text-link.module.css";

type PlainLinkProps = { href: string; children: ReactNode };

/** A link that loads a page anew. On pages for everybody, which do without the script of Next's own links. */
export function PlainLink({ href, children }: PlainLinkProps) {
  return (
    <a href={href} className={classes.link}>
      {children}
    </a>
  );
}
