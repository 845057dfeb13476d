import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./text-link.module.css";

type TextLinkProps = { href: string; children: ReactNode };

/** A link to another page. Without prefetching: pages differ from visitor to visitor, and asking costs a session look-up. */
export function TextLink({ href, children }: TextLinkProps) {
  return (
    <Link href={href} prefetch={false} className={classes.link}>
      {children}
    </Link>
  );
}
