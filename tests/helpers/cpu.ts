const ROUNDS = 3;

async function once(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Milliseconds of processor time that the work takes, however busy the machine is with others. It is done three times,
 * and the best of them counts: collecting another test's garbage is not this one's time.
 */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await once(work));
  return Math.min(...times);
}
