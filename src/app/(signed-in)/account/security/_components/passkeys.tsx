"use client";

import { Alert, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Passkey, useCreatePasskey, usePasskeys, useRemovePasskey, useRenamePasskey } from "@/client/passkeys";
import { securityTexts } from "@/client/texts/account-security";
import { useHasWebAuthn } from "@/client/web-authn";
import { ListFrame } from "@/components/list-frame";
import { NamedRow } from "@/components/named-row";
import { RenameForm } from "@/components/rename-form";
import { Rows } from "@/components/rows";
import { SubmitForm } from "@/components/submit-form";
import { Time } from "@/components/time";

const texts = securityTexts.passkeys;

function RenamePasskey({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  return <RenameForm name={passkey.name} form={useRenamePasskey(passkey.id, onDone)} onCancel={onDone} />;
}

function LastUse({ at }: { at: Date | null }) {
  if (!at) return texts.notUsed;
  return (
    <>
      {texts.lastUsed} <Time at={at} />
    </>
  );
}

type RowProps = { passkey: Passkey; busy: boolean; onRemove: () => void };

function Row({ passkey, busy, onRemove }: RowProps) {
  const { name, createdAt, lastUsedAt, backedUp } = passkey;
  return (
    <NamedRow
      name={name}
      renameForm={(onDone) => <RenamePasskey passkey={passkey} onDone={onDone} />}
      removal={{ label: texts.remove, title: texts.removeTitle(name), text: texts.removeText, busy, onRemove }}
    >
      {texts.added} <Time at={createdAt} />, <LastUse at={lastUsedAt} />,{" "}
      {backedUp ? texts.backedUp : texts.onOneDevice}
    </NamedRow>
  );
}

type AddFormProps = { onAdded: (recoveryCodes: string[]) => void };

/** Rendered anew for every passkey. */
function AddForm({ onAdded }: AddFormProps) {
  const form = useCreatePasskey(onAdded);
  return (
    <SubmitForm form={form} submit={texts.add}>
      <TextInput
        label={texts.name}
        name="name"
        autoComplete="off"
        description={texts.nameHint}
        error={form.issueOf("name")}
      />
    </SubmitForm>
  );
}

type PasskeysProps = { onRecoveryCodes: (codes: string[]) => void };

export function Passkeys({ onRecoveryCodes }: PasskeysProps) {
  const list = usePasskeys();
  const remove = useRemovePasskey();
  const hasWebAuthn = useHasWebAuthn();
  const [added, setAdded] = useState(0);

  function onAdded(recoveryCodes: string[]): void {
    setAdded(added + 1);
    onRecoveryCodes(recoveryCodes);
  }

  return (
    <>
      <Text>{texts.intro}</Text>
      <ListFrame list={list} empty={texts.empty}>
        <Rows>
          {list.items.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} busy={remove.busy} onRemove={() => void remove.run(passkey.id)} />
          ))}
        </Rows>
      </ListFrame>
      {hasWebAuthn ? (
        <AddForm key={added} onAdded={onAdded} />
      ) : (
        <Alert color="red" variant="light" role="note">
          {texts.unsupported}
        </Alert>
      )}
    </>
  );
}
