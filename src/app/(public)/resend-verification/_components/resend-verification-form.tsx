"use client";

import type { ReactNode } from "react";
import { useResendVerification } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { AddressForm } from "../../../_components/address-form";

export function ResendVerificationForm({ hint }: { hint: ReactNode }) {
  return <AddressForm form={useResendVerification()} hint={hint} texts={linkTexts.resend} />;
}
