"use client";

import { useChangePassword } from "@/client/account";
import type { SignedIn } from "@/client/session";
import { securityTexts } from "@/client/texts/account-security";
import { SubmitForm } from "@/components/submit-form";
import { GoodNews } from "../../../../_components/good-news";
import { NewPasswordField } from "../../../../_components/new-password-field";

const texts = securityTexts.password;

export function ChangePassword({ user }: SignedIn) {
  const form = useChangePassword();
  if (form.done) return <GoodNews>{texts.done}</GoodNews>;
  return (
    <SubmitForm form={form} submit={texts.submit}>
      <NewPasswordField
        label={texts.password}
        name="newPassword"
        about={[user.name, user.email]}
        issue={form.issueOf("newPassword")}
      />
    </SubmitForm>
  );
}
