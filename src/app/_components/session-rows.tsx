import type { ReactNode } from "react";
import type { SessionRow } from "@/client/sessions";
import { sessionTexts as texts } from "@/client/texts/account-sessions";
import { Row, Rows } from "@/components/rows";
import { Time } from "@/components/time";

type SessionRowsProps = { sessions: SessionRow[]; actionsOf?: (session: SessionRow) => ReactNode };

const tagsOf = ({ isCurrent, isImpersonation }: SessionRow): string[] => [
  ...(isCurrent ? [texts.current] : []),
  ...(isImpersonation ? [texts.impersonation] : []),
];

/** Where somebody is signed in. */
export function SessionRows({ sessions, actionsOf }: SessionRowsProps) {
  return (
    <Rows>
      {sessions.map((session) => (
        <Row key={session.id} name={session.device} tags={tagsOf(session)} actions={actionsOf?.(session)}>
          {session.ip ?? texts.unknownAddress}, {texts.lastUsed} <Time at={session.lastSeenAt} />, {texts.signedIn}{" "}
          <Time at={session.createdAt} />
        </Row>
      ))}
    </Rows>
  );
}
