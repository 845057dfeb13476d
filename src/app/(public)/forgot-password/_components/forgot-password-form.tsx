"use client";

import type { ReactNode } from "react";
import { useForgotPassword } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { AddressForm } from "../../../_components/address-form";

export function ForgotPasswordForm({ hint }: { hint: ReactNode }) {
  return <AddressForm form={useForgotPassword()} hint={hint} texts={linkTexts.forgot} />;
}
