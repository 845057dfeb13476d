"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import { userTexts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { type useEditedUser, type useEditUserForm, wasOvertaken } from "@/client/user-forms";
import { ProblemAlert } from "@/components/problem-alert";
import { UserFields } from "./user-fields";

const texts = userTexts.edit;

export type EditFormProps = {
  user: User;
  form: Pick<ReturnType<typeof useEditUserForm>, "bind" | "issueOf" | "busy" | "problem">;
  load: ReturnType<typeof useEditedUser>["load"];
  /** Where its buttons are: at the end in a dialog. */
  isInDialog?: boolean;
  /** Whether it begins anew, after somebody else was there first: then it takes the focus. */
  isReloaded: boolean;
};

/** Changes a user, unless somebody else was there first; then it says so, and nothing of theirs is overwritten. */
export function EditForm({ user, form, load, isInDialog = false, isReloaded }: EditFormProps) {
  const { bind, issueOf, busy, problem } = form;
  const fields = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isReloaded) fields.current?.querySelector("input")?.focus();
  }, [isReloaded]);
  const overtaken = problem && wasOvertaken(problem) ? problem : null;
  const isGone = overtaken?.code === "NOT_FOUND";
  return (
    <form {...bind} ref={fields}>
      <Stack>
        <UserFields user={user} issueOf={issueOf} />
        <ProblemAlert problem={overtaken && { ...overtaken, message: isGone ? texts.gone : texts.changed }} />
        <Group justify={isInDialog ? "flex-end" : "flex-start"}>
          {overtaken && !isGone && (
            <Button variant="default" loading={load.busy} onClick={() => void load.run()}>
              {texts.load}
            </Button>
          )}
          <Button type="submit" loading={busy}>
            {texts.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
