"use client";

import classes from "./request-id.module.css";
import { componentTexts as texts } from "./texts";
import { useCopy } from "./use-copy";

type RequestIdProps = { id: string };

/** The ID that finds a request in the logs, ready to be copied into a mail. */
export function RequestId({ id }: RequestIdProps) {
  const { copy, said } = useCopy(id);
  return (
    <div className={classes.line}>
      <span>{texts.request}</span>
      <code>{id}</code>
      <button type="button" className={classes.copy} aria-label={texts.copyRequestId} onClick={copy}>
        {texts.copy}
      </button>
      <span role="status">
        {said === "copied" && texts.copied}
        {said === "failed" && texts.notCopied}
      </span>
    </div>
  );
}
