import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { MailboxHint } from "../../_components/mailbox-hint";
import { PublicCard } from "../../_components/public-card";
import { SignInInstead } from "../../_components/sign-in-instead";
import { ResendVerificationForm } from "./_components/resend-verification-form";

const texts = linkTexts.resend;

export const metadata: Metadata = { title: texts.title };

export default function ResendVerificationPage() {
  return (
    <PublicCard title={texts.title}>
      <ResendVerificationForm hint={<MailboxHint />} />
      <SignInInstead question={texts.confirmed} />
    </PublicCard>
  );
}
