"use client";

import { type ReactNode, useRef, useState } from "react";
import { shellTexts as texts } from "@/client/texts/shell";
import { useKeptFocus } from "@/components/use-kept-focus";
import { Brand } from "./brand";
import { ImpersonationBanner } from "./impersonation-banner";
import { SessionWatch } from "./session-watch";
import shellClasses from "./shell.module.css";
import { SideNavigation } from "./side-navigation";
import classes from "./signed-in-shell.module.css";
import { SkipLink } from "./skip-link";
import { UserMenu } from "./user-menu";

type SignedInShellProps = { children: ReactNode };

function Main({ children }: SignedInShellProps) {
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);
  return (
    <main ref={main} id="main" tabIndex={-1} className={classes.main}>
      <div className={classes.content}>
        <ImpersonationBanner />
        {children}
      </div>
    </main>
  );
}

/** What is round the pages of the account and of the administration. Plain elements, as every page begins with it. */
export function SignedInShell({ children }: SignedInShellProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <SessionWatch>
      {(signedIn) => (
        <>
          <SkipLink />
          <header className={`${shellClasses.header} ${classes.header}`}>
            <div className={classes.start}>
              <button
                type="button"
                className={`${shellClasses.plainButton} ${classes.burger}`}
                aria-label={isOpen ? texts.closeMenu : texts.openMenu}
                aria-expanded={isOpen}
                aria-controls="navigation"
                onClick={() => setOpen(!isOpen)}
              >
                <svg viewBox="0 0 24 24" className={shellClasses.drawing} aria-hidden="true">
                  <path d={isOpen ? "M5 5l14 14M19 5L5 19" : "M3 6h18M3 12h18M3 18h18"} />
                </svg>
              </button>
              <Brand />
            </div>
            <UserMenu signedIn={signedIn} />
          </header>
          <nav id="navigation" className={classes.navigation} data-open={isOpen} aria-label={texts.mainNavigation}>
            <SideNavigation signedIn={signedIn} onLeave={() => setOpen(false)} />
          </nav>
          <Main>{children}</Main>
        </>
      )}
    </SessionWatch>
  );
}
