"use client";

import { Notifications, notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { problemTexts } from "@/client/texts/problem";
import { onToast, type Toast } from "@/client/toast";
import { ProblemText } from "@/components/problem-text";

const DONE_FOR_MS = 5_000;
const CLOSE = { closeButtonProps: { "aria-label": problemTexts.close } };

function show(toast: Toast): void {
  if (toast.kind === "done") {
    notifications.show({ ...CLOSE, message: toast.message, color: "gate", autoClose: DONE_FOR_MS, role: "status" });
    return;
  }
  // The same thing going wrong again takes the place of its last toast.
  const id = `problem: ${toast.problem.message}`;
  notifications.hide(id);
  notifications.show({
    ...CLOSE,
    id,
    color: "red",
    title: problemTexts.title,
    message: <ProblemText problem={toast.problem} />,
    autoClose: false,
  });
}

export function ToastList() {
  useEffect(() => onToast(show), []);
  return <Notifications position="bottom-right" limit={4} />;
}
