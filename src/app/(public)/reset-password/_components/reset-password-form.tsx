"use client";

import { useResetPassword } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { MailedLink } from "../../../_components/mailed-link";
import { NewPasswordField } from "../../../_components/new-password-field";

const texts = linkTexts.reset;
const SIGN_IN = { href: "/sign-in", label: linkTexts.toSignIn };
const ANOTHER = { href: "/forgot-password", label: texts.newLink };

export function ResetPasswordForm() {
  const token = useLinkToken();
  const form = useResetPassword(token ?? null);
  return (
    <MailedLink token={token} form={form} texts={texts} onward={SIGN_IN} another={ANOTHER}>
      <NewPasswordField label={texts.password} name="password" issue={form.issueOf("password")} />
    </MailedLink>
  );
}
