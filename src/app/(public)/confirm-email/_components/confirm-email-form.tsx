"use client";

import { useConfirmEmail } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { MailedLink } from "../../../_components/mailed-link";

const texts = linkTexts.confirm;
const ACCOUNT = { href: "/account", label: texts.account };

export function ConfirmEmailForm() {
  const token = useLinkToken();
  const form = useConfirmEmail(token ?? null);
  return (
    <MailedLink token={token} form={form} texts={texts} onward={ACCOUNT}>
      {texts.intro}
    </MailedLink>
  );
}
