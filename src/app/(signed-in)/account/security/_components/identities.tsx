"use client";

import { Button, Group } from "@mantine/core";
import { type Identity, useIdentities, useProviders, useRemoveIdentity } from "@/client/identities";
import { useProviderStart } from "@/client/provider-start";
import { securityTexts } from "@/client/texts/account-security";
import { ConfirmButton } from "@/components/confirm-button";
import { ListFrame } from "@/components/list-frame";
import { Row, Rows } from "@/components/rows";
import { Section } from "@/components/section";
import { Time } from "@/components/time";

const texts = securityTexts.identities;
const HERE = "/account/security";

type IdentityRowProps = { identity: Identity; provider: string; busy: boolean; onRemove: () => void };

function IdentityRow({ identity: { label, createdAt }, provider, busy, onRemove }: IdentityRowProps) {
  const removal = (
    <ConfirmButton
      size="xs"
      label={texts.remove}
      about={`${provider}, ${label}`}
      title={texts.removeTitle(provider)}
      disabled={busy}
      onConfirm={onRemove}
    >
      {texts.removeText}
    </ConfirmButton>
  );
  return (
    <Row name={provider} actions={removal}>
      {label}, {texts.linked} <Time at={createdAt} />
    </Row>
  );
}

/** Nothing where no provider is configured, and none is linked from when one was. */
export function Identities() {
  const list = useIdentities();
  const providers = useProviders();
  const start = useProviderStart("link", HERE);
  const remove = useRemoveIdentity();
  const nameOf = (id: string) => providers.items.find((provider) => provider.id === id)?.name ?? id;
  if (providers.items.length === 0 && list.items.length === 0 && !list.problem) return null;
  return (
    <Section title={texts.title}>
      <ListFrame list={list} empty={texts.empty}>
        <Rows>
          {list.items.map((identity) => (
            <IdentityRow
              key={identity.id}
              identity={identity}
              provider={nameOf(identity.provider)}
              busy={remove.busy}
              onRemove={() => void remove.run(identity.id)}
            />
          ))}
        </Rows>
      </ListFrame>
      <Group>
        {providers.items.map(({ id, name }) => (
          <Button key={id} variant="default" disabled={start.busy} onClick={() => void start.run(id)}>
            {texts.link(name)}
          </Button>
        ))}
      </Group>
    </Section>
  );
}
