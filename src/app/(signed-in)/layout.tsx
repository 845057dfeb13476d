import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Reauthentication } from "../_components/reauthentication";
import { SignedInShell } from "../_components/signed-in-shell";
import { hydrationState, requireSignedIn } from "../_server/page-data";
import "./mantine.css";

/** Each page asks who is there by itself as well: a layout is not asked again on the way from page to page. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  await requireSignedIn();
  return (
    <HydrationBoundary state={await hydrationState()}>
      <Reauthentication>
        <SignedInShell>{children}</SignedInShell>
      </Reauthentication>
    </HydrationBoundary>
  );
}
