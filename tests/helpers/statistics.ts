/**
 * The area under the ROC curve: how often a random one of `left` is greater than a random one of `right`, ties counting
 * half (Mann–Whitney U over the number of pairs).
 * @returns 0.5 when nothing tells them apart, 0 or 1 when everything does
 */
export function areaUnderCurve(left: readonly number[], right: readonly number[]): number {
  let wins = 0;
  for (const one of left) {
    for (const other of right) wins += Number(one > other) + Number(one === other) / 2;
  }
  return wins / (left.length * right.length);
}

/** The middle one; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
