"use client";

import { Button, Group } from "@mantine/core";
import { useChangePassword } from "@/client/account";
import type { SignedIn } from "@/client/session";
import { securityTexts } from "@/client/texts/account-security";
import { GoodNews } from "../../../../_components/good-news";
import { NewPasswordField } from "../../../../_components/new-password-field";
import classes from "../../_components/account.module.css";

const texts = securityTexts.password;

export function ChangePassword({ user }: SignedIn) {
  const { bind, issueOf, busy, done } = useChangePassword();
  if (done) return <GoodNews>{texts.done}</GoodNews>;
  return (
    <form {...bind} className={classes.form}>
      <NewPasswordField
        label={texts.password}
        name="newPassword"
        about={[user.name, user.email]}
        issue={issueOf("newPassword")}
      />
      <Group>
        <Button type="submit" loading={busy}>
          {texts.submit}
        </Button>
      </Group>
    </form>
  );
}
