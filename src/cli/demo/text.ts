import { type DemoFacts, FILES } from "./files";

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;
const JSON_TYPE = "-H 'Content-Type: application/json'";

function quote(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Lines to paste: they name files rather than the password, which would stay in the shell's history. */
export function curlLines(url: string, newcomer: string): string[] {
  const body = JSON.stringify({ email: newcomer, name: "Grace Hopper" });
  const cookies = quote(FILES.cookies);
  return [
    `curl -sS -c ${cookies} ${JSON_TYPE} -d ${quote(`@${FILES.signIn}`)} ${url}/api/auth/sign-in`,
    `curl -sS -b ${cookies} '${url}/api/users?limit=5'`,
    `curl -sS -b ${cookies} ${JSON_TYPE} -d ${quote(body)} ${url}/api/users`,
  ];
}

/** The demo's last words. The password is shown when it is new; later it is only said where it stands. */
export function lastWords(facts: DemoFacts, isNew: boolean, newcomer: string): string {
  const [signIn, list, create] = curlLines(facts.url, newcomer);
  const password = isNew ? `${facts.adminPassword}   (shown this once)` : `as before, in ${FILES.facts}`;
  return `
  Open         ${facts.url}
  API docs     ${facts.url}/api/docs
  Mailbox      ${facts.url}/dev/mailbox   (every mail it would send)
  Sign in as   ${facts.adminEmail}
  Password     ${password}

  Paste into another terminal, one after the other:

  # sign in
  ${signIn}

  # list users
  ${list}

  # create a user
  ${create}

  The same for scripts: ${FILES.facts}. Ctrl-C stops it.
`;
}
