"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { type ComponentProps, useEffect, useRef } from "react";
import { componentTexts as texts } from "./texts";

type RenameFormProps = {
  name: string;
  form: { bind: ComponentProps<"form">; issueOf: (field: string) => string | undefined; busy: boolean };
  onCancel: () => void;
};

/** Gives something another name, in its row. */
export function RenameForm({ name, form: { bind, issueOf, busy }, onCancel }: RenameFormProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <form {...bind} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <Group align="flex-end" gap="xs">
        <TextInput
          ref={input}
          flex="1 1 12rem"
          label={texts.newName}
          name="name"
          autoComplete="off"
          defaultValue={name}
          error={issueOf("name")}
        />
        <Button type="submit" loading={busy}>
          {texts.save}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {texts.cancel}
        </Button>
      </Group>
    </form>
  );
}
