"use client";

import { useEffect, useRef, useState } from "react";
import { newPasswordTexts as texts } from "./texts/new-password";

const GUESSABLE_SCORE = 2;
/** What comes after adds strength only, and a long text would take the page's time. */
const MAX_CHECKED = 64;
const PAUSE_MS = 150;

export type Strength = { score: 0 | 1 | 2 | 3 | 4; word: string; reason: string | null };

type Check = (password: string, about: string[]) => Strength;

async function loadCheck(): Promise<Check> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: MAX_CHECKED });
  return (password, about) => {
    const { score, feedback } = zxcvbn.check(password.slice(0, MAX_CHECKED), about);
    const reason = texts.reasons[feedback.warning ?? ""] ?? (score <= GUESSABLE_SCORE ? texts.short : null);
    return { score, word: texts.strengths[score], reason };
  };
}

let loaded: Promise<Check> | undefined;

/**
 * A hint at how easily a password is guessed. It never blocks: what may be chosen is the server's to say. The lists are
 * some 400 kB, so they come only once somebody is about to choose one.
 * @param about words that a guesser would try first, such as the person's name
 */
export function usePasswordStrength(about: string[] = []) {
  const [password, setPassword] = useState("");
  const [strength, setStrength] = useState<Strength | null>(null);
  const words = useRef(about);
  words.current = about;

  function load(): void {
    loaded ??= loadCheck();
    // Without the lists there is no hint; the next focus tries again.
    loaded.catch(() => {
      loaded = undefined;
    });
  }

  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      if (password === "") setStrength(null);
      else loaded?.then((check) => isCurrent && setStrength(check(password, words.current))).catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [password]);

  return { strength, load, setPassword };
}
