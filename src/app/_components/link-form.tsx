"use client";

import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { useVerifyEmail } from "@/client/auth";
import { ProblemAlert } from "@/components/problem-alert";

type LinkFormProps = {
  form: ReturnType<typeof useVerifyEmail>;
  /** Undefined until the page has looked for one. */
  token: string | null | undefined;
  submit: string;
  /** What is said, or asked for, above the button. */
  children: ReactNode;
};

/** Redeems a mailed link. A button rather than at once: programs that open links to check them must not use one up. */
export function LinkForm({ form: { bind, problem, issueOf, busy }, token, submit, children }: LinkFormProps) {
  return (
    <form {...bind}>
      <Stack>
        {typeof children === "string" ? <Text>{children}</Text> : children}
        <ProblemAlert problem={problem && { ...problem, message: issueOf("token") ?? problem.message }} />
        <Button type="submit" loading={busy} disabled={token === undefined} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
