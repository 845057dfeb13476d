import type { InfiniteData } from "@tanstack/react-query";

type Page<Item> = { data: Item[] };
type Lists<Item> = InfiniteData<Page<Item>, unknown>;

/** The part of tRPC's `utils.x.list` that is needed here. */
type ListUtils<Input, Data> = {
  cancel: (input: Input) => Promise<void>;
  getInfiniteData: (input: Input) => Data | undefined;
  setInfiniteData: (input: Input, data: Data | undefined) => void;
  invalidate: () => Promise<void>;
};

/**
 * Options for a mutation whose outcome a list shows at once, and takes back if it fails.
 * @param list `utils.apiKey.list`, and the input that the list on the page has
 * @param change what the mutation will have done to the loaded items
 */
export function optimisticList<Item, Variables, Input, Data extends Lists<Item>>(
  list: ListUtils<Input, Data>,
  input: Input,
  change: (items: Data["pages"][number]["data"], variables: Variables) => Data["pages"][number]["data"],
) {
  return {
    onMutate: async (variables: Variables): Promise<{ before: Data | undefined }> => {
      // An answer that is under way would overwrite it.
      await list.cancel(input);
      const before = list.getInfiniteData(input);
      if (before) {
        const pages = before.pages.map((page) => ({ ...page, data: change(page.data, variables) }));
        list.setInfiniteData(input, { ...before, pages });
      }
      return { before };
    },
    onError: (_error: unknown, _variables: Variables, context: { before: Data | undefined } | undefined): void => {
      if (context) list.setInfiniteData(input, context.before);
    },
    onSettled: () => list.invalidate(),
  };
}
