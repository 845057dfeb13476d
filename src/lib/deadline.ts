/**
 * Waits for work that may hang.
 * @throws Error when it takes longer; what comes of it afterwards is nobody's concern any more
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`no answer within ${ms} ms`));
    // One more turn, in which an answer is read that came while this process was busy.
    timer = setTimeout(() => setImmediate(giveUp), ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
