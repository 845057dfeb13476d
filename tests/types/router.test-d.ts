import { createTRPCClient } from "@trpc/client";
import { describe, expectTypeOf, it } from "vitest";
import type { ListSuccess, Success } from "@/lib/response";
import type { ListedUser, User } from "@/schemas/user.schema";
import { createContext } from "@/server/context";
import { type AppRouter, createCaller } from "@/server/root";
import type { RouterInputs } from "@/types/api";

describe("AppRouter", () => {
  const caller = createCaller(createContext());
  const client = createTRPCClient<AppRouter>({ links: [] });

  it("answers in the envelope, for a caller", () => {
    expectTypeOf(caller.user.byId).returns.resolves.toEqualTypeOf<Success<User>>();
    expectTypeOf(caller.user.list).returns.resolves.toEqualTypeOf<ListSuccess<ListedUser>>();
    expectTypeOf(caller.user.remove).returns.resolves.toEqualTypeOf<Success<{ id: string }>>();
  });

  it("answers in the envelope, for a client, with dates as dates", () => {
    expectTypeOf(client.user.byId.query).returns.resolves.toEqualTypeOf<Success<User>>();
    expectTypeOf(client.user.list.query).returns.resolves.toEqualTypeOf<ListSuccess<ListedUser>>();
  });

  it("takes the input that the schemas take", () => {
    expectTypeOf<RouterInputs["user"]["byId"]>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<NonNullable<RouterInputs["user"]["list"]>["limit"]>().toEqualTypeOf<number | undefined>();
    // @ts-expect-error a role that does not exist
    client.user.create.mutate({ email: "a@example.org", name: "A", role: "ROOT" });
    // @ts-expect-error the name is missing
    client.user.create.mutate({ email: "a@example.org" });
    // @ts-expect-error a list is read, not changed
    client.user.list.mutate;
  });
});
