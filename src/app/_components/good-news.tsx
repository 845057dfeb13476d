import { Alert } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";

/** What was done, in the page, and read aloud. */
export function GoodNews({ children }: { children: ReactNode }) {
  return (
    <Alert color="gate" variant="light" role="status" icon={<CircleCheck aria-hidden />}>
      {children}
    </Alert>
  );
}
