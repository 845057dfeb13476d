/** The first that matches is the name: Edge and Chrome also say what they descend from. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/\d/, "Edge"],
  [/\b(?:Firefox|FxiOS)\/\d/, "Firefox"],
  [/\b(?:Headless)?Chrome\/\d|\bCriOS\/\d/, "Chrome"],
  [/\bVersion\/\d.*\bSafari\/\d/, "Safari"],
  [/^curl\/\d/, "curl"],
];

/** iOS and Android say that they are like Mac OS X and Linux, so they come first. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

function firstOf(names: readonly (readonly [RegExp, string])[], userAgent: string): string | undefined {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1];
}

/**
 * What a person calls the device that sent this User-Agent, such as "Firefox on Linux". What it does not say is left out,
 * and nothing is guessed: anybody can send any text there.
 */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null) return "Unknown device";
  const program = firstOf(PROGRAMS, userAgent);
  const system = firstOf(SYSTEMS, userAgent);
  if (program === undefined) return system === undefined ? "Unknown device" : `Unknown program on ${system}`;
  return system === undefined ? program : `${program} on ${system}`;
}
