"use client";

import { BareShell } from "./_components/bare-shell";
import { FailureCard } from "./_components/failure-card";
import { usePageRequestId } from "./_components/page-request-id";

type ErrorPageProps = { error: Error & { digest?: string } };

/** Where a layout failed; what fails in a page, the group's own error page tells. */
export default function ErrorPage({ error }: ErrorPageProps) {
  const requestId = usePageRequestId();
  return (
    <BareShell>
      <FailureCard requestId={error.digest ?? requestId} />
    </BareShell>
  );
}
