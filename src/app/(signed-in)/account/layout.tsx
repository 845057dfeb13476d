import { Stack } from "@mantine/core";
import type { ReactNode } from "react";

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <Stack gap="lg" maw="50rem">
      {children}
    </Stack>
  );
}
