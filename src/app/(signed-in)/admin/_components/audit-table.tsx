"use client";

import type { AuditEvent } from "@/client/audit";
import { auditOf, writeAuditFilter } from "@/client/audit-filter";
import { auditTexts as texts } from "@/client/texts/audit";
import { TextLink } from "@/components/text-link";
import { Time } from "@/components/time";
import { CardTable, Column } from "./card-table";

/** Of an ID: the rest of it is the time, much the same for all. */
const TAIL = 12;
/** What is in the other two is as long as it likes. */
const WIDTHS = { when: 176, by: 150, from: 115, account: 165 };

type PersonProps = { id: string; name: string | null | undefined; say?: (name: string) => string };

/** Leads to a user's page, or to what is still known of one who is gone. */
function Person({ id, name, say = String }: PersonProps) {
  if (!name) {
    return (
      <TextLink href={`/admin/audit${writeAuditFilter(auditOf(id))}`}>{say(texts.gone(id.slice(-TAIL)))}</TextLink>
    );
  }
  return <TextLink href={`/admin/users/${id}`}>{say(name)}</TextLink>;
}

function Actor({ event }: { event: AuditEvent }) {
  const { actorKind, actorId, accountId, actorName, impersonatorId, impersonatorName } = event;
  if (impersonatorId) return <Person id={impersonatorId} name={impersonatorName} say={texts.acting} />;
  if (actorKind === "SYSTEM") return texts.service;
  if (actorId === null) return texts.nobody;
  return (
    <span>
      {actorId === accountId ? texts.oneself : <Person id={actorId} name={actorName} />}
      {actorKind === "API_KEY" && ` ${texts.key}`}
    </span>
  );
}

function detailsOf({ details }: AuditEvent): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join("; ");
}

type AuditTableProps = {
  events: readonly AuditEvent[];
  /** False where all are about one account. */
  withAccount: boolean;
};

export function AuditTable({ events, withAccount }: AuditTableProps) {
  const { columns } = texts;
  return (
    <CardTable label={texts.title}>
      <thead>
        <tr>
          <Column width={WIDTHS.when}>{columns.when}</Column>
          <Column>{columns.what}</Column>
          <Column width={WIDTHS.by}>{columns.by}</Column>
          <Column width={WIDTHS.from}>{columns.from}</Column>
          <Column>{columns.details}</Column>
          {withAccount && <Column width={WIDTHS.account}>{columns.account}</Column>}
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td data-label={columns.when}>
              <Time at={event.createdAt} />
            </td>
            <td data-label={columns.what}>
              <strong>{texts.wordingOf(event.type)}</strong>
            </td>
            <td data-label={columns.by}>
              <Actor event={event} />
            </td>
            <td data-label={columns.from}>{event.ip}</td>
            <td data-label={columns.details}>{detailsOf(event)}</td>
            {withAccount && (
              <td data-label={columns.account}>
                <Person id={event.accountId} name={event.accountName} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </CardTable>
  );
}
