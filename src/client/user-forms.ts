"use client";

import { userTexts as texts } from "./texts/admin-users";
import { useForm } from "./use-form";
import { useCreateUser, useUpdateListedUser, useUpdateUser } from "./user-admin";
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

/** Changes a user of the list. @param onDone called once it is saved */
export function useEditListedUserForm(id: string, filter: UserFilter, onDone: () => void) {
  const update = useUpdateListedUser(filter);
  return useForm(
    loadUpdateSchema,
    async (input) => {
      await update.mutateAsync(input);
      onDone();
    },
    { done: texts.edit.done, extra: { id } },
  );
}

/** Changes a user on the user's own page. */
export function useEditUserForm(id: string) {
  const update = useUpdateUser(id);
  return useForm(loadUpdateSchema, (input) => update.mutateAsync(input), { done: texts.edit.done, extra: { id } });
}
