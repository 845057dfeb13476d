import { adoptConsole } from "@/front/console";
import { exitWith } from "@/front/exit-with";
import { stopOnSignals } from "@/front/signals";
import { startFront } from "@/front/start";
import { setClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { plainPages } from "./front";

const HOUR_MS = 3_600_000;
/** What each SIGUSR2 sets the clock to: hours off the true time. */
const CLOCK_STEPS = [24, -24, 0];

function stepClockOnSignal(): void {
  const trueTime = Date.now.bind(Date);
  const steps = [...CLOCK_STEPS];
  let offset = 0;
  process.on("SIGUSR2", () => {
    offset = (steps.shift() ?? 0) * HOUR_MS;
  });
  // Libraries read the one, we the other.
  Date.now = () => trueTime() + offset;
  setClock(() => new Date(Date.now()));
}

// The server of `npm start`, without the pages: those need a build, and take longer to load than a fault takes to show.
try {
  adoptConsole();
  stepClockOnSignal();
  const loadPages = async () => ({ handler: plainPages, close: async () => {} });
  const front = await startFront({ port: env.PORT, host: "127.0.0.1", loadPages });
  stopOnSignals(front.close, { withParent: true });
} catch (error) {
  exitWith(error);
}
