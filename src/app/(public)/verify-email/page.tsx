import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { PublicCard } from "../../_components/public-card";
import { VerifyEmailForm } from "./_components/verify-email-form";

const texts = linkTexts.verify;

export const metadata: Metadata = { title: texts.title };

export default function VerifyEmailPage() {
  return (
    <PublicCard title={texts.title}>
      <VerifyEmailForm />
    </PublicCard>
  );
}
