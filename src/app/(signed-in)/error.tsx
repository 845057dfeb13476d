"use client";

import { FailureCard } from "../_components/failure-card";
import { usePageRequestId } from "../_components/page-request-id";

type ErrorPageProps = { error: Error & { digest?: string } };

export default function ErrorPage({ error }: ErrorPageProps) {
  const requestId = usePageRequestId();
  return <FailureCard requestId={error.digest ?? requestId} />;
}
