"use client";

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRemoveAccount } from "@/client/account";
import { accountTexts } from "@/client/texts/account";
import classes from "./account.module.css";

const texts = accountTexts.deletion;

type RemoveAccountProps = { email: string };

/** The address is typed first: this cannot be undone, and must not happen by a slip. */
export function RemoveAccount({ email }: RemoveAccountProps) {
  const [typed, setTyped] = useState("");
  const remove = useRemoveAccount();
  const isTyped = typed.trim().toLowerCase() === email.toLowerCase();
  return (
    <div className={classes.form}>
      <Text>{texts.intro}</Text>
      <TextInput
        label={texts.email}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Group>
        <Button color="red" loading={remove.busy} disabled={!isTyped} onClick={() => void remove.run()}>
          {texts.submit}
        </Button>
      </Group>
    </div>
  );
}
