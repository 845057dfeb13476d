"use client";

import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { ListedUser } from "@/client/use-user-list";
import { useRemoveListedUser } from "@/client/user-admin";
import type { UserFilter } from "@/client/user-filter";
import { useEditedUser, useEditListedUserForm } from "@/client/user-forms";
import { useEndSessionsOfUser } from "@/client/user-sessions";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { EditForm, type EditFormProps } from "../../_components/edit-form";
import type { RowAction } from "./row-menu";

type ListedFormProps = Omit<EditFormProps, "form"> & { filter: UserFilter; onDone: () => void };

function ListedForm({ filter, onDone, ...props }: ListedFormProps) {
  return <EditForm {...props} isInDialog form={useEditListedUserForm(props.user, filter, onDone)} />;
}

type EditListedUserProps = { user: ListedUser; filter: UserFilter; onDone: () => void };

function EditListedUser({ user: known, filter, onDone }: EditListedUserProps) {
  const { user, times, load } = useEditedUser(known);
  return <ListedForm key={times} user={user} load={load} isReloaded={times > 0} filter={filter} onDone={onDone} />;
}

/** What was chosen last, and for whom. It stays when the dialog closes, which then gives the focus back. */
export type Asked = { user: ListedUser; action: RowAction; isOpen: boolean };

type UserDialogsProps = {
  asked: Asked;
  filter: UserFilter;
  onClose: () => void;
};

/** The dialogs of the list: one of each for all of its rows. */
export default function UserDialogs({ asked, filter, onClose }: UserDialogsProps) {
  const remove = useRemoveListedUser(filter);
  const endSessions = useEndSessionsOfUser();
  const [isThere, setThere] = useState(false);
  // Closed at first, since only a dialog that opens remembers where the focus was.
  useEffect(() => setThere(true), []);
  const { user } = asked;
  const isOpen = (action: RowAction): boolean => isThere && asked.isOpen && asked.action === action;
  return (
    <>
      <Modal
        opened={isOpen("edit")}
        onClose={onClose}
        title={texts.edit.title}
        closeButtonProps={{ "aria-label": texts.close }}
      >
        <EditListedUser key={user.id} user={user} filter={filter} onDone={onClose} />
      </Modal>
      <ConfirmDialog
        isOpen={isOpen("endSessions")}
        title={texts.endSessions.title(user.name)}
        label={texts.endSessions.open}
        onClose={onClose}
        onConfirm={() => void endSessions.run(user.id)}
      >
        {texts.endSessions.text}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={isOpen("remove")}
        title={texts.remove.title(user.name)}
        label={texts.remove.open}
        onClose={onClose}
        onConfirm={() => void remove.run(user)}
      >
        {texts.remove.text}
      </ConfirmDialog>
    </>
  );
}
