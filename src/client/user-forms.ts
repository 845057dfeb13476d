"use client";

import { useState } from "react";
import type { Problem } from "./problem";
import { userTexts as texts } from "./texts/admin-users";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";
import { type User, useCreateUser, useUpdateListedUser, useUpdateUser } from "./user-admin";
import type { UserFilter } from "./user-filter";

// The list, which most come for, does without Zod.
const loadCreateSchema = async () => (await import("@/schemas/user.schema")).createUserSchema;
const loadUpdateSchema = async () => (await import("@/schemas/user.schema")).updateUserSchema;

/** Invites a person. @param onDone called once there is an account */
export function useCreateUserForm(onDone: () => void) {
  const create = useCreateUser();
  return useForm(
    loadCreateSchema,
    async (input) => {
      await create.mutateAsync(input);
      onDone();
    },
    { done: texts.create.done },
  );
}

/** Whether somebody else has changed or removed the user meanwhile: the form says so, rather than a toast. */
export function wasOvertaken({ code }: Problem): boolean {
  return code === "PRECONDITION_FAILED" || code === "NOT_FOUND";
}

/**
 * The user as a form began with it. What comes from the server meanwhile does not change what somebody is typing.
 * @returns `load`, which begins anew with what the server has now: `times` says how often that was
 */
export function useEditedUser(user: User) {
  const utils = trpc.useUtils();
  const [edited, setEdited] = useState({ user, times: 0 });
  const load = useAction(async () => {
    const now = (await utils.user.byId.fetch({ id: user.id }, { staleTime: 0 })).data;
    setEdited(({ times }) => ({ user: now, times: times + 1 }));
  });
  return { ...edited, load, setSaved: (saved: User) => setEdited(({ times }) => ({ user: saved, times })) };
}

const editOptions = (id: string) => ({ done: texts.edit.done, extra: { id }, showsProblem: wasOvertaken });

/** Changes a user of the list. @param onDone called once it is saved */
export function useEditListedUserForm(user: User, filter: UserFilter, onDone: () => void) {
  const update = useUpdateListedUser(filter, user.version);
  return useForm(
    loadUpdateSchema,
    async (input) => {
      await update.mutateAsync(input);
      onDone();
    },
    editOptions(user.id),
  );
}

/** Changes a user on the user's own page. @param onSaved gets the user as it is then */
export function useEditUserForm(user: User, onSaved: (user: User) => void) {
  const update = useUpdateUser(user);
  return useForm(
    loadUpdateSchema,
    async (input) => onSaved((await update.mutateAsync(input)).data),
    editOptions(user.id),
  );
}
