import { useState } from "react";

/** Which of the items are selected; who is no longer in the list is not selected any more either. */
export function useSelection<Item extends { id: string }>(items: readonly Item[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());

  function select(changed: readonly string[], isSelected: boolean): void {
    const others = [...ids].filter((id) => !changed.includes(id));
    setIds(new Set(isSelected ? [...others, ...changed] : others));
  }

  return {
    ids,
    items: items.filter(({ id }) => ids.has(id)),
    select,
    replace: (next: readonly string[]) => setIds(new Set(next)),
  };
}
