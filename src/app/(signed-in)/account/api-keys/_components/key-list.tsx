"use client";

import { Code } from "@mantine/core";
import { type ApiKey, useApiKeys, useRenameApiKey, useRevokeApiKey } from "@/client/api-keys";
import { apiKeyTexts } from "@/client/texts/account-api-keys";
import { ListFrame } from "@/components/list-frame";
import { NamedRow } from "@/components/named-row";
import { RenameForm } from "@/components/rename-form";
import { Rows } from "@/components/rows";
import { Time } from "@/components/time";

const { revocation, row: texts, empty } = apiKeyTexts;

function RenameKey({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  return <RenameForm name={apiKey.name} form={useRenameApiKey(apiKey.id, onDone)} onCancel={onDone} />;
}

type MomentProps = { at: Date | null; what: string; otherwise: string };

function Moment({ at, what, otherwise }: MomentProps) {
  if (!at) return otherwise;
  return (
    <>
      {what} <Time at={at} />
    </>
  );
}

function Dates({ createdAt, lastUsedAt, expiresAt }: ApiKey) {
  return (
    <div>
      {texts.made} <Time at={createdAt} />, <Moment at={lastUsedAt} what={texts.lastUsed} otherwise={texts.notUsed} />,{" "}
      <Moment at={expiresAt} what={texts.expires} otherwise={texts.neverExpires} />
    </div>
  );
}

type RowProps = { apiKey: ApiKey; onRemove: () => void };

function Row({ apiKey, onRemove }: RowProps) {
  const { name, prefix, scopes, requestsPerMinute } = apiKey;
  const { label, text } = revocation;
  return (
    <NamedRow
      name={name}
      renameForm={(onDone) => <RenameKey apiKey={apiKey} onDone={onDone} />}
      removal={{ label, title: revocation.title(name), text, onRemove }}
    >
      <Code>{prefix}…</Code> {scopes.join(", ")}; {texts.callsAMinute(requestsPerMinute)}
      <Dates {...apiKey} />
    </NamedRow>
  );
}

export function KeyList() {
  const list = useApiKeys();
  const revoke = useRevokeApiKey();
  return (
    <ListFrame list={list} empty={empty}>
      <Rows>
        {list.items.map((apiKey) => (
          <Row key={apiKey.id} apiKey={apiKey} onRemove={() => void revoke.run(apiKey.id)} />
        ))}
      </Rows>
    </ListFrame>
  );
}
