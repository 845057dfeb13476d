"use client";

import { errorPageTexts } from "@/client/texts/error-page";
import { RequestId } from "@/components/request-id";
import { PublicCard } from "./public-card";
import classes from "./shell.module.css";

const texts = errorPageTexts.broken;

type FailureCardProps = { requestId: string };

/** All of it: to render it again would show what the server has sent. */
const reload = (): void => window.location.reload();

/** Instead of a page that failed; plain, as every page comes with it. */
export function FailureCard({ requestId }: FailureCardProps) {
  return (
    <div role="alert">
      <PublicCard title={texts.title}>
        <p>{texts.text}</p>
        {requestId !== "" && <RequestId id={requestId} />}
        <div className={classes.actions}>
          <button type="button" className={classes.button} onClick={reload}>
            {texts.again}
          </button>
          {/* A whole page: what failed may be in the one that is there. */}
          <a href="/" className={`${classes.button} ${classes.secondary}`}>
            {texts.home}
          </a>
        </div>
      </PublicCard>
    </div>
  );
}
