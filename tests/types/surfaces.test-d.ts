import { createTRPCClient } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { describe, expectTypeOf, it } from "vitest";
import type { ErrorCode } from "@/lib/errors";
import type { ListSuccess, Pagination, Success } from "@/lib/response";
import type { SignedIn } from "@/schemas/auth.schema";
import type { ListedUser, User } from "@/schemas/user.schema";
import { createContext } from "@/server/context";
import { type AppRouter, createCaller } from "@/server/root";
import type { Envelope, Failure, RouterInputs, RouterOutputs } from "@/types/api";

const caller = createCaller(createContext());
const client = createTRPCClient<AppRouter>({ links: [] });
const react = createTRPCReact<AppRouter>();

type IsAny<T> = 0 extends 1 & T ? true : false;
/** Whether `any` is anywhere inside, down to the leaves. */
type HasAny<T> =
  IsAny<T> extends true
    ? true
    : T extends Date | string | number | boolean | null | undefined
      ? false
      : true extends { [Key in keyof T]: HasAny<T[Key]> }[keyof T]
        ? true
        : false;

describe("the envelope's type is the truth", () => {
  it("on the caller", () => {
    expectTypeOf(caller.user.list).returns.resolves.toEqualTypeOf<ListSuccess<ListedUser>>();
    expectTypeOf(caller.user.byId).returns.resolves.toEqualTypeOf<Success<User>>();
    expectTypeOf(caller.auth.session).returns.resolves.toEqualTypeOf<Success<SignedIn | null>>();
  });

  it("on the client", () => {
    expectTypeOf(client.user.list.query).returns.resolves.toEqualTypeOf<ListSuccess<ListedUser>>();
    expectTypeOf(client.user.create.mutate).returns.resolves.toEqualTypeOf<Success<User>>();
    expectTypeOf(client.auth.signOut.mutate).returns.resolves.toEqualTypeOf<Success<{ signedOut: true }>>();
  });

  it("on the React hooks", () => {
    const list = react.user.list.useQuery({});
    expectTypeOf(list.data).toEqualTypeOf<ListSuccess<ListedUser> | undefined>();
    const byId = react.user.byId.useQuery({ id: "" }, { select: (answer) => answer.data });
    expectTypeOf(byId.data).toEqualTypeOf<User | undefined>();
    expectTypeOf(react.user.update.useMutation().mutateAsync).returns.resolves.toEqualTypeOf<Success<User>>();
  });

  it("with a list's rows as data and its page in meta", () => {
    type List = RouterOutputs["user"]["list"];
    expectTypeOf<List["data"]>().toEqualTypeOf<ListedUser[]>();
    expectTypeOf<List["meta"]["pagination"]>().toEqualTypeOf<Pagination>();
    expectTypeOf<List["success"]>().toEqualTypeOf<true>();
    expectTypeOf<RouterOutputs["user"]["byId"]["meta"]>().not.toHaveProperty("pagination");
  });

  it("with dates as dates and choices as choices", () => {
    expectTypeOf<User["createdAt"]>().toEqualTypeOf<Date>();
    expectTypeOf<User["role"]>().toEqualTypeOf<"USER" | "ADMIN">();
    expectTypeOf<User>().not.toHaveProperty("passwordHash");
  });

  it("with no any, in no procedure", () => {
    expectTypeOf<HasAny<{ a: { b: unknown } }>>().toEqualTypeOf<false>();
    expectTypeOf<HasAny<{ a: { b: ReturnType<typeof JSON.parse> } }>>().toEqualTypeOf<true>();
    expectTypeOf<HasAny<RouterOutputs>>().toEqualTypeOf<false>();
    expectTypeOf<HasAny<RouterInputs>>().toEqualTypeOf<false>();
  });

  it("for the answers of REST", () => {
    expectTypeOf<Extract<Envelope<User>, { success: true }>["data"]>().toEqualTypeOf<User>();
    expectTypeOf<Extract<Envelope<User>, { success: false }>>().toEqualTypeOf<Failure>();
    expectTypeOf<Failure["error"]["code"]>().toEqualTypeOf<ErrorCode>();
  });
});

describe("wrong use does not compile", () => {
  it("of inputs", () => {
    // @ts-expect-error an unknown key
    client.user.byId.query({ id: "", deep: true });
    // @ts-expect-error an id is a text
    caller.user.byId({ id: 7 });
    // @ts-expect-error a password is not the admin's to choose (Z10)
    caller.user.create({ email: "a@example.org", name: "A", password: "x" });
    // @ts-expect-error replacing takes everything
    caller.user.replace({ id: "", name: "A" });
    // @ts-expect-error a sort that there is not
    react.user.list.useQuery({ sort: "version" });
  });

  it("of names and kinds", () => {
    // @ts-expect-error no such procedure
    client.user.promote;
    // @ts-expect-error a change is no query
    client.user.remove.query;
    // @ts-expect-error a query is no change
    react.user.list.useMutation;
  });

  it("of outputs", async () => {
    const { data } = await caller.user.byId({ id: "" });
    // @ts-expect-error there is no hash on the wire
    data.passwordHash;
    // @ts-expect-error the envelope is there, so the name is one level down
    (await caller.user.byId({ id: "" })).name;
  });
});
