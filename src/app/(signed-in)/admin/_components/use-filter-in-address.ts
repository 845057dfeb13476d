import { usePathname, useSearchParams } from "next/navigation";

/** A change of a filter as fields say it: what is none of the choices counts as none. */
export type FilterChange<Filter> = Readonly<Partial<Record<keyof Filter, string>>>;

/** A filter in the page's address: it outlives a reload, and can be sent to somebody. */
export function useFilterInAddress<Filter>(
  read: (query: Readonly<Record<string, unknown>>) => Filter,
  write: (filter: Filter) => string,
): [Filter, (change: FilterChange<Filter>) => void] {
  const path = usePathname();
  const filter = read(Object.fromEntries(useSearchParams()));

  function change(said: FilterChange<Filter>): void {
    // As the address is now: two fields may change before the page is drawn again.
    const current = read(Object.fromEntries(new URLSearchParams(window.location.search)));
    window.history.replaceState(null, "", path + write(read({ ...current, ...said })));
  }

  return [filter, change];
}
