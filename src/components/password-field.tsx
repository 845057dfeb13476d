"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import classes from "./password-field.module.css";
import { componentTexts as texts } from "./texts";

type PasswordFieldProps = Omit<TextInputProps, "type" | "rightSection">;

/** A password, which a button shows. Unlike Mantine's PasswordInput, the keyboard reaches the button, and it says what it does. */
export function PasswordField(props: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      rightSectionWidth="4rem"
      rightSection={
        <button
          type="button"
          className={classes.toggle}
          aria-label={isShown ? texts.hidePassword : texts.showPassword}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? texts.hide : texts.show}
        </button>
      }
    />
  );
}
