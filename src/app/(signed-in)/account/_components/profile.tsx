"use client";

import { DataList, TextInput } from "@mantine/core";
import { useProfile } from "@/client/account";
import type { SignedIn } from "@/client/session";
import { accountTexts as texts } from "@/client/texts/account";
import { Section } from "@/components/section";
import { SubmitForm } from "@/components/submit-form";
import { Time } from "@/components/time";
import { ForUser } from "../../../_components/for-user";
import classes from "./account.module.css";
import { ChangeEmail } from "./change-email";
import { RemoveAccount } from "./remove-account";

function Summary({ user }: SignedIn) {
  const facts = [
    { label: texts.profile.name, value: user.name },
    { label: texts.profile.email, value: user.email },
    { label: texts.profile.role, value: texts.profile.roles[user.role] },
    { label: texts.profile.memberSince, value: <Time at={user.createdAt} precision="day" /> },
  ];
  return (
    <DataList size="md" gap="xs" labelWidth="9rem" className={classes.facts}>
      {facts.map(({ label, value }) => (
        <DataList.Item key={label} className={classes.fact}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue className={classes.value}>{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}

function NameForm({ user }: SignedIn) {
  const form = useProfile(user.id);
  return (
    <SubmitForm form={form} submit={texts.name.submit}>
      <TextInput
        label={texts.name.name}
        name="name"
        autoComplete="name"
        defaultValue={user.name}
        error={form.issueOf("name")}
      />
    </SubmitForm>
  );
}

export function Profile() {
  return (
    <ForUser>
      {(signedIn) => (
        <>
          <Section title={texts.profile.title}>
            <Summary {...signedIn} />
          </Section>
          <Section title={texts.name.title}>
            <NameForm {...signedIn} />
          </Section>
          {!signedIn.session.impersonation && (
            <>
              <Section title={texts.email.title}>
                <ChangeEmail />
              </Section>
              <Section title={texts.deletion.title}>
                <RemoveAccount email={signedIn.user.email} />
              </Section>
            </>
          )}
        </>
      )}
    </ForUser>
  );
}
