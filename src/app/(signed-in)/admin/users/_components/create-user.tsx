"use client";

import { Button } from "@mantine/core";
import { UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { userTexts } from "@/client/texts/admin-users";

const CreateDialog = lazy(() => import("./create-dialog"));

/** Makes an account for somebody, who is then sent a link. */
export function CreateUser() {
  /** Null before the first time: the dialog comes after the page. */
  const [isOpen, setOpen] = useState<boolean | null>(null);
  return (
    <>
      <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {userTexts.create.open}
      </Button>
      <Suspense>{isOpen !== null && <CreateDialog isOpen={isOpen} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
