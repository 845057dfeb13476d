"use client";

import { Paper, Text } from "@mantine/core";
import { type AuditEvent, useOwnAuditEvents } from "@/client/audit";
import { activityTexts as texts } from "@/client/texts/account-activity";
import { auditTexts } from "@/client/texts/audit";
import { ListFrame } from "@/components/list-frame";
import { Row, Rows } from "@/components/rows";
import { Time } from "@/components/time";

/** The person at a browser goes without saying. */
function circumstancesOf({ ip, actorKind }: Pick<AuditEvent, "ip" | "actorKind">): string {
  const parts = [
    ...(ip === null ? [] : [texts.from(ip)]),
    ...(actorKind === "API_KEY" ? [texts.byApiKey] : []),
    ...(actorKind === "SYSTEM" ? [texts.bySystem] : []),
  ];
  return parts.map((part) => `, ${part}`).join("");
}

export function Activity() {
  const list = useOwnAuditEvents();
  return (
    <>
      <Text>{texts.intro}</Text>
      <Paper withBorder p="lg">
        <ListFrame list={list} empty={texts.empty}>
          <Rows>
            {list.items.map((event) => (
              <Row
                key={event.id}
                name={auditTexts.wordingOf(event.type)}
                tags={event.impersonatorId ? [texts.impersonation] : []}
              >
                <Time at={event.createdAt} />
                {circumstancesOf(event)}
              </Row>
            ))}
          </Rows>
        </ListFrame>
      </Paper>
    </>
  );
}
