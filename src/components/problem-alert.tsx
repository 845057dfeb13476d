import { Alert } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import classes from "./problem-alert.module.css";
import { ProblemText } from "./problem-text";

type ProblemAlertProps = { problem: { message: string; requestId: string | null } | null };

/** What went wrong, in the page and read aloud at once: for what a toast must not carry away. */
export function ProblemAlert({ problem }: ProblemAlertProps) {
  return (
    // There from the beginning, so that screen readers notice when it speaks.
    <div role="alert" className={classes.place}>
      {problem && (
        <Alert color="red" variant="light" role="presentation" icon={<TriangleAlert aria-hidden />}>
          <ProblemText problem={problem} />
        </Alert>
      )}
    </div>
  );
}
