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
