"use client";

import { Button, Group } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import classes from "./submit-form.module.css";

type SubmitFormProps = {
  form: { bind: ComponentProps<"form">; busy: boolean };
  /** On the button that sends it. */
  submit: string;
  /** Whether the button is as wide as the form, which is as wide as its place. */
  isWide?: boolean;
  isDisabled?: boolean;
  /** What else can be done, beside the button. */
  more?: ReactNode;
  children: ReactNode;
};

/** Fields one under the other, and what sends them. */
export function SubmitForm(props: SubmitFormProps) {
  const { form, submit, isWide = false, isDisabled = false, more, children } = props;
  const button = (
    <Button type="submit" loading={form.busy} disabled={isDisabled} fullWidth={isWide}>
      {submit}
    </Button>
  );
  return (
    <form {...form.bind} className={isWide ? `${classes.form} ${classes.wide}` : classes.form}>
      {children}
      {isWide ? (
        button
      ) : (
        <Group>
          {button}
          {more}
        </Group>
      )}
    </form>
  );
}
