// Loads one server for a while, and prints what came of it. Its own process, so that its time is nobody else's.
import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const { url, connections, seconds, requests, fresh } = JSON.parse(readFileSync(0, "utf8"));

/** A body that nobody has sent yet. */
const withFreshBody = (request) => {
  const unique = `${process.pid}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  return { ...request, body: request.body.replaceAll("{fresh}", unique) };
};

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: requests.map((request) => (fresh ? { ...request, setupRequest: withFreshBody } : request)),
});
const { duration, errors, timeouts, non2xx, latency } = result;
process.stdout.write(
  JSON.stringify({ answered: result["2xx"], seconds: duration, failed: errors + timeouts + non2xx, p99: latency.p99 }),
);
