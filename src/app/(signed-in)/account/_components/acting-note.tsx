import { Alert } from "@mantine/core";
import { Eye } from "lucide-react";
import type { SignedIn } from "@/client/session";
import { accountTexts } from "@/client/texts/account";

/** Says beforehand what the server will refuse. */
export function ActingNote({ session }: SignedIn) {
  if (!session.impersonation) return null;
  return (
    <Alert color="gate" variant="light" role="note" icon={<Eye aria-hidden />}>
      {accountTexts.acting}
    </Alert>
  );
}
