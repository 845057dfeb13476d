import { type Problem, toProblem } from "./problem";

/** What a list asks for at once; here, for the pages that read the first of it ahead. */
export const PAGE_SIZE = 20;

type PageQuery<Page> = {
  data: { pages: Page[] } | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
};

/** A list as far as it was loaded. */
export type List<Item> = {
  items: Item[];
  isPending: boolean;
  problem: Problem | null;
  /** Asks again for what could not be read. */
  again: () => void;
  /** Loads the next page; null when there is none. */
  more: (() => void) | null;
  isLoadingMore: boolean;
};

type Page = { meta: { pagination: { nextCursor: string | null } } };

/** For `useInfiniteQuery`: where the next page begins. */
export const byCursor = { getNextPageParam: (page: Page) => page.meta.pagination.nextCursor ?? undefined };

/** What a page shows of an infinite query. */
export function toList<Item>(query: PageQuery<{ data: Item[] }>): List<Item> {
  return {
    items: query.data?.pages.flatMap((page) => page.data) ?? [],
    isPending: query.isPending,
    problem: query.isError ? toProblem(query.error) : null,
    again: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    isLoadingMore: query.isFetchingNextPage,
  };
}

type PlainQuery<Item> = Pick<PageQuery<never>, "isPending" | "isError" | "error" | "refetch"> & {
  data: { data: Item[] } | undefined;
};

/** The same of a query that gives everything at once. */
export function toWholeList<Item>(query: PlainQuery<Item>): List<Item> {
  return {
    items: query.data?.data ?? [],
    isPending: query.isPending,
    problem: query.isError ? toProblem(query.error) : null,
    again: () => void query.refetch(),
    more: null,
    isLoadingMore: false,
  };
}
