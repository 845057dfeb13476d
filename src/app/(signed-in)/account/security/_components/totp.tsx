"use client";

import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { type TotpStart, useFactors, useRemoveTotp, useRenewRecoveryCodes, useTotpSetUp } from "@/client/factors";
import { toProblem } from "@/client/problem";
import { securityTexts } from "@/client/texts/account-security";
import { ConfirmButton } from "@/components/confirm-button";
import { CopyButton } from "@/components/copy-button";
import { ProblemAlert } from "@/components/problem-alert";
import { SubmitForm } from "@/components/submit-form";
import classes from "../../_components/account.module.css";

const { totp: texts, recoveryCodes: codeTexts } = securityTexts;

type TotpProps = { onRecoveryCodes: (codes: string[]) => void };
type SetUp = ReturnType<typeof useTotpSetUp>;
type Factors = NonNullable<ReturnType<typeof useFactors>["data"]>["data"];

function Secret({ secret, qrSvg }: TotpStart) {
  return (
    <>
      <svg className={classes.qr} viewBox="0 0 200 200" role="img" aria-label={texts.qr}>
        <image href={`data:image/svg+xml,${encodeURIComponent(qrSvg)}`} width={200} height={200} />
      </svg>
      <Text>
        {texts.secret}:{" "}
        <Code className={classes.secret} data-secret>
          {secret.replace(/(.{4})(?=.)/g, "$1 ")}
        </Code>
      </Text>
      <CopyButton text={secret} label={texts.copySecret} />
    </>
  );
}

function ConfirmForm({ started, setUp }: { started: TotpStart; setUp: SetUp }) {
  const cancel = (
    <Button variant="default" onClick={setUp.cancel}>
      {texts.cancel}
    </Button>
  );
  return (
    <SubmitForm form={setUp.confirm} submit={texts.confirm} more={cancel}>
      <Text>{texts.scan}</Text>
      <Secret {...started} />
      <TextInput
        label={texts.code}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        description={texts.codeHint}
        error={setUp.confirm.issueOf("code")}
      />
    </SubmitForm>
  );
}

function TurnedOff({ setUp }: { setUp: SetUp }) {
  if (setUp.started) return <ConfirmForm started={setUp.started} setUp={setUp} />;
  return (
    <>
      <Text>{texts.off}</Text>
      <Group>
        <Button loading={setUp.start.busy} onClick={() => void setUp.start.run()}>
          {texts.setUp}
        </Button>
      </Group>
    </>
  );
}

function TurnedOn() {
  const remove = useRemoveTotp();
  return (
    <>
      <Text>{texts.on}</Text>
      <Group>
        <ConfirmButton
          label={texts.remove}
          title={texts.removeTitle}
          disabled={remove.busy}
          onConfirm={() => void remove.run()}
        >
          {texts.removeText}
        </ConfirmButton>
      </Group>
    </>
  );
}

function CodesLeft({ left, onRecoveryCodes }: TotpProps & { left: number }) {
  const renew = useRenewRecoveryCodes(onRecoveryCodes);
  return (
    <>
      <Text>{codeTexts.left(left)}</Text>
      <Group>
        <ConfirmButton
          variant="default"
          label={codeTexts.renew}
          title={codeTexts.renewTitle}
          disabled={renew.busy}
          onConfirm={() => void renew.run()}
        >
          {codeTexts.renewText}
        </ConfirmButton>
      </Group>
    </>
  );
}

const hasFactor = ({ totp, passkeys }: Factors) => totp.enabled || passkeys > 0;

export function Totp({ onRecoveryCodes }: TotpProps) {
  const factors = useFactors();
  const setUp = useTotpSetUp(onRecoveryCodes);
  if (factors.isError) return <ProblemAlert problem={toProblem(factors.error)} />;
  if (factors.isPending) return null;
  const { data } = factors.data;
  return (
    <Stack>
      {data.totp.enabled ? <TurnedOn /> : <TurnedOff setUp={setUp} />}
      {hasFactor(data) && <CodesLeft left={data.recoveryCodesLeft} onRecoveryCodes={onRecoveryCodes} />}
    </Stack>
  );
}
