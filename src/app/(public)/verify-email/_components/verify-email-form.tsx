"use client";

import { useVerifyEmail } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { MailedLink } from "../../../_components/mailed-link";

const texts = linkTexts.verify;
const SIGN_IN = { href: "/sign-in", label: linkTexts.toSignIn };
const ANOTHER = { href: "/resend-verification", label: texts.newLink };

export function VerifyEmailForm() {
  const token = useLinkToken();
  const form = useVerifyEmail(token ?? null);
  return (
    <MailedLink token={token} form={form} texts={texts} onward={SIGN_IN} another={ANOTHER}>
      {texts.intro}
    </MailedLink>
  );
}
