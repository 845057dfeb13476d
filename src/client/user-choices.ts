"use client";

import type { RouterOutputs } from "@/types/api";
import { CHOICES_AT_ONCE, type Choices, choiceQuery, toChoices, type Wanted } from "./choices";
import { trpc } from "./trpc";

type User = Pick<RouterOutputs["user"]["byId"]["data"], "name" | "email">;

// Names alone may be the same.
const labelOf = ({ name, email }: User): string => `${name} · ${email}`;

/** Users to choose from, for administrators. */
export function useUserChoices({ id, text }: Wanted): Choices {
  const chosen = trpc.user.byId.useQuery({ id: id ?? "" }, { enabled: id !== null });
  const asked = choiceQuery(text, chosen.data && labelOf(chosen.data.data));
  const found = trpc.user.list.useQuery(
    { ...asked, sort: "name", limit: CHOICES_AT_ONCE },
    { placeholderData: (before) => before },
  );
  return toChoices(found, chosen, { ...asked, labelOf });
}
