"use client";

import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { userTexts } from "@/client/texts/admin-users";
import { useCreateUserForm } from "@/client/user-forms";
import { ROLES } from "../../_components/choices";

const texts = userTexts.create;

function CreateForm({ onDone }: { onDone: () => void }) {
  const { bind, issueOf, busy } = useCreateUserForm(onDone);
  return (
    <form {...bind}>
      <Stack>
        <Text size="sm">{texts.intro}</Text>
        <TextInput
          label={userTexts.columns.email}
          name="email"
          type="email"
          autoComplete="off"
          data-autofocus
          error={issueOf("email")}
        />
        <TextInput label={userTexts.columns.name} name="name" autoComplete="off" error={issueOf("name")} />
        <NativeSelect label={userTexts.role} name="role" data={ROLES} error={issueOf("role")} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {texts.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type CreateDialogProps = { isOpen: boolean; onClose: () => void };

export default function CreateDialog({ isOpen, onClose }: CreateDialogProps) {
  const [isThere, setThere] = useState(false);
  // Closed at first, since only a dialog that opens remembers where the focus was.
  useEffect(() => setThere(true), []);
  return (
    <Modal
      opened={isThere && isOpen}
      onClose={onClose}
      title={texts.title}
      closeButtonProps={{ "aria-label": userTexts.close }}
    >
      <CreateForm onDone={onClose} />
    </Modal>
  );
}
