import type { Metadata } from "next";
import { errorPageTexts } from "@/client/texts/error-page";
import { BareShell } from "./_components/bare-shell";
import { NotFoundCard } from "./_components/not-found-card";

export const metadata: Metadata = { title: errorPageTexts.notFound.title };

export default function NotFoundPage() {
  return (
    <BareShell>
      <NotFoundCard />
    </BareShell>
  );
}
