import { expect } from "vitest";
import { call, cookieOf } from "./http";
import { run } from "./server-process";

export const ADMIN = { email: "admin@example.org", password: "quiet-harbour-lantern-42" };

const AWAY = "The database cannot be used";
const RETRIES = 5;

/** Makes an admin by `npm run user:admin`, in another folder than this if need be, and sets the password by the printed link's token. */
export async function makeAdmin(url: string, env: Record<string, string>, cwd?: string): Promise<void> {
  const command = ["--import", "tsx", "src/cli/user-admin.ts", ADMIN.email, "--name", "Ada Lovelace"];
  const options = { command, env: { ...env, APP_URL: url }, ...(cwd !== undefined && { cwd }) };
  let running = await run(options);
  // Where everything else is at work as well, even the database may be too late.
  for (let left = RETRIES; (await running.ended) !== 0 && running.output().includes(AWAY) && left > 0; left -= 1) {
    running = await run(options);
  }
  expect(await running.ended, running.output()).toBe(0);
  const token = /#token=([\w-]{43})/.exec(running.output())?.[1];
  const set = await call("POST", `${url}/api/auth/reset-password`, { body: { token, password: ADMIN.password } });
  expect(set.status).toBe(200);
}

/** Signs the admin in, and gives the Cookie field. */
export async function signInAdmin(url: string): Promise<string> {
  const answer = await call("POST", `${url}/api/auth/sign-in`, { body: ADMIN });
  expect(answer.status).toBe(200);
  return cookieOf(answer);
}
