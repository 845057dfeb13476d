import type { ReactNode } from "react";
import { PublicShell } from "../_components/public-shell";
import { isProbablySignedIn } from "../_server/page-data";

export default async function PublicLayout({ children }: { children: ReactNode }) {
  return <PublicShell isSignedIn={await isProbablySignedIn()}>{children}</PublicShell>;
}
