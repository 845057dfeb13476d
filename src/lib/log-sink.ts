import { fstatSync, write, writeSync } from "node:fs";
import type { Writable } from "node:stream";

/** Some ten thousand lines. */
const WAITING_MAX_BYTES = 4 * 1024 * 1024;
const RETRY_MS = 200;

/** Takes a line, or does not; never waits and never throws. */
type Put = (line: string) => boolean;
type LogSink = { write: (line: string) => void };

/** For pipes and sockets: a reader that stands still, or is gone, must not hold up or end the server. */
export function putIntoStream(stream: Writable, waitingMax = WAITING_MAX_BYTES): Put {
  stream.on("error", () => undefined);
  return (line) => {
    if (stream.destroyed || stream.writableLength > waitingMax) return false;
    stream.write(line);
    return true;
  };
}

/**
 * For files, without waiting for the disk: one that stands still for a moment, as network disks do, would hold up every
 * request for as long. Lines that come meanwhile go out together. A full disk keeps them waiting, and does not end the log
 * for ever, as it would end a stream; what waits when the process ends is written then, and tried once.
 */
export function putIntoFile(fd: number, waitingMax = WAITING_MAX_BYTES): Put {
  let waiting = "";
  let leaving: Buffer = Buffer.alloc(0);
  let state: "idle" | "writing" | "refused" = "idle";

  function send(): void {
    if (leaving.length === 0) {
      leaving = Buffer.from(waiting);
      waiting = "";
    }
    state = leaving.length > 0 ? "writing" : "idle";
    if (state === "writing") write(fd, leaving, onWritten);
  }
  function onWritten(error: Error | null, written: number): void {
    if (error) {
      state = "refused";
      setTimeout(send, RETRY_MS).unref();
      return;
    }
    leaving = leaving.subarray(written);
    send();
  }
  process.once("exit", () => {
    // What is on its way arrives by itself.
    const left = state === "writing" ? [] : [leaving];
    try {
      // As bytes: what has left may have ended in the middle of a character.
      writeSync(fd, Buffer.concat([...left, Buffer.from(waiting)]));
    } catch {
      // There is nobody left to tell.
    }
  });

  return (line) => {
    if (waiting.length + leaving.length > waitingMax) return false;
    waiting += line;
    if (state === "idle") send();
    return true;
  };
}

/** What suits the kind of thing that standard output is. */
export function putIntoStandardOutput(): Put {
  const { fd } = process.stdout;
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() ? putIntoStream(process.stdout) : putIntoFile(fd);
}

/**
 * Where log lines go. Those that are not taken are left out, and counted.
 * @param onTakenAgain told how many lines are missing, once one is taken again
 */
export function createLogSink(put: Put, onTakenAgain: (missing: number) => void): LogSink {
  let missing = 0;
  return {
    write(line) {
      if (!put(line)) {
        missing += 1;
        return;
      }
      if (missing === 0) return;
      const count = missing;
      missing = 0;
      onTakenAgain(count);
    },
  };
}
