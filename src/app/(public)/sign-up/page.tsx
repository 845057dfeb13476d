import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { MailboxHint } from "../../_components/mailbox-hint";
import { PublicCard } from "../../_components/public-card";
import { SignInInstead } from "../../_components/sign-in-instead";
import { SignUpForm } from "./_components/sign-up-form";

const texts = linkTexts.signUp;

export const metadata: Metadata = { title: texts.title };

export default function SignUpPage() {
  return (
    <PublicCard title={texts.title}>
      <SignUpForm hint={<MailboxHint />} />
      <SignInInstead question={texts.haveOne} />
    </PublicCard>
  );
}
