"use client";

import type { User } from "@/client/user-admin";
import { useEditedUser, useEditUserForm } from "@/client/user-forms";
import { EditForm, type EditFormProps } from "../../../_components/edit-form";

type FormProps = Omit<EditFormProps, "form"> & { onSaved: (user: User) => void };

function Form({ onSaved, ...props }: FormProps) {
  return <EditForm {...props} form={useEditUserForm(props.user, onSaved)} />;
}

export function UserForm({ user: known }: { user: User }) {
  const { user, times, load, setSaved } = useEditedUser(known);
  return <Form key={times} user={user} load={load} isReloaded={times > 0} onSaved={setSaved} />;
}
