"use client";

import { Progress, Stack, Text } from "@mantine/core";
import { type Strength, usePasswordStrength } from "@/client/password-strength";
import { newPasswordTexts as texts } from "@/client/texts/new-password";
import { PasswordField } from "@/components/password-field";
import classes from "./new-password-field.module.css";

type NewPasswordFieldProps = {
  label: string;
  name: string;
  issue?: string | undefined;
  /** What a guesser would try first, such as the person's name. */
  about?: string[];
};

const STEP = 20;
const GOOD_SCORE = 3;

function StrengthHint({ strength }: { strength: Strength | null }) {
  const isGood = strength !== null && strength.score >= GOOD_SCORE;
  return (
    <>
      <Progress.Root size="sm" aria-hidden="true">
        <Progress.Section value={strength ? (strength.score + 1) * STEP : 0} color={isGood ? "gate" : "red"} />
      </Progress.Root>
      {/* There from the beginning, so that nothing moves when it speaks. */}
      <Text size="sm" c="dimmed" role="status" className={classes.hint}>
        {strength && (
          <>
            <strong>{strength.word}</strong>
            {strength.reason && `: ${strength.reason}`}
          </>
        )}
      </Text>
    </>
  );
}

/** A password being chosen, with a hint at how good it is. */
export function NewPasswordField({ label, name, issue, about }: NewPasswordFieldProps) {
  const { strength, load, setPassword } = usePasswordStrength(about);
  return (
    <Stack gap={6}>
      <PasswordField
        label={label}
        name={name}
        autoComplete="new-password"
        description={texts.hint}
        error={issue}
        onFocus={load}
        onChange={(event) => setPassword(event.target.value)}
      />
      <StrengthHint strength={strength} />
    </Stack>
  );
}
