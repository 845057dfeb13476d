import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { PublicCard } from "../../_components/public-card";
import { ConfirmEmailForm } from "./_components/confirm-email-form";

const texts = linkTexts.confirm;

export const metadata: Metadata = { title: texts.title };

export default function ConfirmEmailPage() {
  return (
    <PublicCard title={texts.title}>
      <ConfirmEmailForm />
    </PublicCard>
  );
}
