"use client";

import { AppShell, Burger, Container, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useRef } from "react";
import { shellTexts as texts } from "@/client/texts/shell";
import { useKeptFocus } from "@/components/use-kept-focus";
import { Brand } from "./brand";
import { ImpersonationBanner } from "./impersonation-banner";
import { SessionWatch } from "./session-watch";
import classes from "./shell.module.css";
import { SideNavigation } from "./side-navigation";
import { SkipLink } from "./skip-link";
import { UserMenu } from "./user-menu";

const HEADER = 56;
const NAVBAR = 240;

type SignedInShellProps = { children: ReactNode };

function Main({ children }: SignedInShellProps) {
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);
  return (
    <AppShell.Main ref={main} id="main" tabIndex={-1} className={classes.main}>
      <Container size="lg" px={0} py="xs">
        <ImpersonationBanner />
        {children}
      </Container>
    </AppShell.Main>
  );
}

/** What is round the pages of the account and of the administration. */
export function SignedInShell({ children }: SignedInShellProps) {
  const [isOpen, { toggle, close }] = useDisclosure();
  return (
    <SessionWatch>
      {(signedIn) => (
        <AppShell
          header={{ height: HEADER }}
          navbar={{ width: NAVBAR, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
          padding="md"
        >
          <SkipLink />
          <AppShell.Header px="md">
            <Group h="100%" justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap">
                <Burger
                  opened={isOpen}
                  onClick={toggle}
                  hiddenFrom="sm"
                  size="sm"
                  aria-label={isOpen ? texts.closeMenu : texts.openMenu}
                  aria-expanded={isOpen}
                />
                <Brand />
              </Group>
              <UserMenu signedIn={signedIn} />
            </Group>
          </AppShell.Header>
          <AppShell.Navbar p="xs" aria-label={texts.mainNavigation}>
            <SideNavigation signedIn={signedIn} onLeave={close} />
          </AppShell.Navbar>
          <Main>{children}</Main>
        </AppShell>
      )}
    </SessionWatch>
  );
}
