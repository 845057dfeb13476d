// Loads one server for a while, and prints what came of it. Its own process, so that its time is nobody else's.
import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const { url, connections, seconds, requests, fresh } = JSON.parse(readFileSync(0, "utf8"));

/** A body that nobody has sent yet. */
const withFreshBody = (request) => {
  const unique = `${process.pid}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  return { ...request, body: request.body.replaceAll("{fresh}", unique) };
};

// Of its own, as autocannon's histogram has whole milliseconds.
const times = [];
const codes = {};
const run = autocannon({
  url,
  connections,
  duration: seconds,
  requests: requests.map((request) => (fresh ? { ...request, setupRequest: withFreshBody } : request)),
});
run.on("response", (_client, status, _bytes, ms) => {
  times.push(ms);
  codes[status] = (codes[status] ?? 0) + 1;
});
const { duration, errors, timeouts, non2xx, ...result } = await run;
if (errors + timeouts + non2xx > 0) process.stderr.write(`${JSON.stringify({ errors, timeouts, codes })}\n`);
times.sort((one, other) => one - other);
process.stdout.write(
  JSON.stringify({
    answered: result["2xx"],
    seconds: duration,
    failed: errors + timeouts + non2xx,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  }),
);
