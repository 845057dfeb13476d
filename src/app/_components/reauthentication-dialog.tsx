"use client";

import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useReauthenticate } from "@/client/reauthentication";
import { useSignInAgain } from "@/client/session";
import { reauthenticationTexts as texts } from "@/client/texts/reauthentication";
import { Dialog } from "@/components/dialog";
import { PasswordField } from "@/components/password-field";

type ReauthenticationDialogProps = { onAnswer: (proved: boolean) => void };

// The default export is what React.lazy takes.
export default function ReauthenticationDialog({ onAnswer }: ReauthenticationDialogProps) {
  const { bind, issueOf, busy } = useReauthenticate(() => onAnswer(true));
  const again = useSignInAgain();
  return (
    <Dialog title={texts.title} onClose={() => onAnswer(false)}>
      <form {...bind}>
        <Stack>
          <Text size="sm">{texts.intro}</Text>
          <PasswordField
            data-autofocus
            label={texts.password}
            name="password"
            autoComplete="current-password"
            error={issueOf("password")}
          />
          <Text size="sm" c="dimmed">
            {texts.noPassword} {/* The page comes back anew: what is half done here is left behind. */}
            <Anchor component="button" type="button" underline="always" inherit onClick={() => void again.run()}>
              {texts.signInAgain}
            </Anchor>{" "}
            {texts.inYourWay}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onAnswer(false)}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {texts.goOn}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
