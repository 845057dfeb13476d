"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { useChangeEmail } from "@/client/account";
import { accountTexts } from "@/client/texts/account";
import { GoodNews } from "../../../_components/good-news";
import classes from "./account.module.css";

const texts = accountTexts.email;

export function ChangeEmail() {
  const { bind, issueOf, busy, done } = useChangeEmail();
  if (done) return <GoodNews>{texts.answer}</GoodNews>;
  return (
    <form {...bind} className={classes.form}>
      <TextInput
        label={texts.email}
        name="email"
        type="email"
        autoComplete="email"
        description={texts.hint}
        error={issueOf("email")}
      />
      <Group>
        <Button type="submit" loading={busy}>
          {texts.submit}
        </Button>
      </Group>
    </form>
  );
}
