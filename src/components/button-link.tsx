"use client";

import { Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

type ButtonLinkProps = ButtonProps & { href: string; children: ReactNode };

/** A link that looks like a button. */
export function ButtonLink({ href, children, ...button }: ButtonLinkProps) {
  return (
    <Button component={Link} href={href} prefetch={false} {...button}>
      {children}
    </Button>
  );
}
