/** By what the library calls each of them. */
const reasons: Record<string, string> = {
  straightRow: "rows of keys are guessed early",
  keyPattern: "patterns on the keyboard are guessed early",
  simpleRepeat: "repeated letters add little",
  extendedRepeat: "a repeated piece adds little",
  sequences: "sequences such as abc or 6543 are guessed early",
  recentYears: "years are guessed early",
  dates: "dates are guessed early",
  topTen: "this is one of the most used passwords",
  topHundred: "this is a very common password",
  common: "this is a common password",
  similarToCommon: "this is close to a common password",
  wordByItself: "one word alone is guessed early",
  userInputs: "it contains your name, your address or the name of this service",
};

/** A password being chosen. */
export const newPasswordTexts = {
  hint: "15 characters or more. Three or four words that have nothing to do with each other are good.",
  /** By the score, 0 to 4. */
  strengths: ["Very weak", "Weak", "Fair", "Good", "Strong"] as const,
  reasons,
  short: "another word or two would help",
};
