import type { ReactNode } from "react";
import { shellTexts as texts } from "@/client/texts/shell";
import { PlainLink } from "@/components/plain-link";
import { Brand } from "./brand";
import { ColourSchemeButton } from "./colour-scheme-button";
import classes from "./shell.module.css";
import { SkipLink } from "./skip-link";

type PublicShellProps = { isSignedIn: boolean; children: ReactNode };

/** What is round a page for everybody. */
export function PublicShell({ isSignedIn, children }: PublicShellProps) {
  return (
    <>
      <SkipLink />
      <header className={classes.header}>
        <Brand />
        <nav aria-label={texts.mainNavigation}>
          <PlainLink href="/api/docs">{texts.apiDocs}</PlainLink>
          {isSignedIn ? (
            <PlainLink href="/account">{texts.sections.account}</PlainLink>
          ) : (
            <PlainLink href="/sign-in">{texts.signIn}</PlainLink>
          )}
          <ColourSchemeButton />
        </nav>
      </header>
      <main id="main" tabIndex={-1} className={`${classes.main} ${classes.public}`}>
        {children}
      </main>
    </>
  );
}
