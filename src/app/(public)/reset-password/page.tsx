import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { PublicCard } from "../../_components/public-card";
import { ResetPasswordForm } from "./_components/reset-password-form";

const texts = linkTexts.reset;

export const metadata: Metadata = { title: texts.title };

export default function ResetPasswordPage() {
  return (
    <PublicCard title={texts.title}>
      <ResetPasswordForm />
    </PublicCard>
  );
}
