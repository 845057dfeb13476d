import { fstatSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";

/** Some ten thousand lines. */
const WAITING_MAX_BYTES = 4 * 1024 * 1024;

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

/** For files: a disk that is full for a while must not end the log for ever, as it would end a stream. */
export function putIntoFile(fd: number): Put {
  let isTorn = false;
  return (line) => {
    // What is behind half a line must not be lost with it.
    const text = Buffer.from(isTorn ? `\n${line}` : line);
    try {
      const written = writeSync(fd, text);
      isTorn = written > 0 ? written < text.length : isTorn;
      return written === text.length;
    } catch {
      return false;
    }
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
