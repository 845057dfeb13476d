import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { MailboxHint } from "../../_components/mailbox-hint";
import { PublicCard } from "../../_components/public-card";
import { SignInInstead } from "../../_components/sign-in-instead";
import { ForgotPasswordForm } from "./_components/forgot-password-form";

const texts = linkTexts.forgot;

export const metadata: Metadata = { title: texts.title };

export default function ForgotPasswordPage() {
  return (
    <PublicCard title={texts.title}>
      <ForgotPasswordForm hint={<MailboxHint />} />
      <SignInInstead question={texts.remembered} />
    </PublicCard>
  );
}
