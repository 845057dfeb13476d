/** Faults in how the server is set up: their message says what to do, and a stack would only hide it. */
const SET_UP_ERRORS = ["EnvError", "BootError"];

/** Ends the process: with one clear message for a fault in the set-up, with the whole story for any other. */
export function exitWith(error: unknown): never {
  const known = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${SET_UP_ERRORS.includes(known.name) ? known.message : known.stack}\n`);
  process.exit(1);
}
