import type { IncomingMessage, ServerResponse } from "node:http";

/** How many requests are at work, of those that count. */
export type Load = {
  /** Takes the request in, until its answer is out; false when as many as may be are at work. */
  admit: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  /** How many are at work. */
  count: () => number;
};

/** A load balancer must hear from a server that has a lot to do. */
const ALWAYS = /^https?:\/\/[^/]+\/api\/health(?:\/ready)?(?:\?|$)/;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * Counts requests from the moment that they are here as a whole: one whose body is still on its way waits for its client,
 * and many such must not keep the others out.
 * @param most how many may be at work when another one is let in
 */
export function createLoad(most: number): Load {
  let atWork = 0;
  const take = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    let state: "arriving" | "counted" | "out" = "arriving";
    const count = () => {
      if (state === "out") return;
      state = "counted";
      atWork += 1;
    };
    outgoing.once("close", () => {
      if (state === "counted") atWork -= 1;
      state = "out";
    });
    if (hasBody(incoming)) incoming.once("end", count);
    else count();
  };
  return {
    admit(incoming, outgoing) {
      if (ALWAYS.test(incoming.url ?? "")) return true;
      if (atWork >= most) return false;
      take(incoming, outgoing);
      return true;
    },
    count: () => atWork,
  };
}
