"use client";

import { z } from "zod";
import { changeEmailSchema, changePasswordSchema } from "@/schemas/account.schema";
import { nameSchema } from "@/schemas/user.schema";
import { useGuard } from "./reauthentication";
import { leaveTo } from "./session";
import { accountTexts } from "./texts/account";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";

const profileSchema = z.strictObject({ name: nameSchema });

export function useProfile(id: string) {
  const utils = trpc.useUtils();
  const update = trpc.user.update.useMutation({ onSuccess: () => utils.auth.session.invalidate() });
  return useForm(profileSchema, (input) => update.mutateAsync({ id, ...input }), { done: accountTexts.name.done });
}

export function useChangeEmail() {
  const guard = useGuard();
  const changeEmail = trpc.account.changeEmail.useMutation();
  return useForm(changeEmailSchema, (input) => guard(() => changeEmail.mutateAsync(input)));
}

export function useChangePassword() {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const changePassword = trpc.account.changePassword.useMutation({ onSuccess: () => utils.session.invalidate() });
  return useForm(changePasswordSchema, (input) => guard(() => changePassword.mutateAsync(input)));
}

/** Leads to the start page once the account is gone. */
export function useRemoveAccount() {
  const guard = useGuard();
  const remove = trpc.account.remove.useMutation();
  return useAction(async () => {
    await guard(() => remove.mutateAsync());
    await leaveTo("/");
  });
}
