import { dehydrate } from "@tanstack/react-query";
import { createServerSideHelpers } from "@trpc/react-query/server";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import superjson from "superjson";
import { signInPath } from "@/client/next-path";
import type { SignedIn } from "@/client/session";
import { createPageContext, mayOpen } from "@/server/page-context";
import { appRouter } from "@/server/root";

/** One context and one query cache for each request, shared by its layouts and its page. */
const open = cache(async () => {
  const context = createPageContext(await headers());
  const data = createServerSideHelpers({ router: appRouter, ctx: context, transformer: superjson });
  return { context, data };
});

export type PageData = Awaited<ReturnType<typeof open>>["data"];
type Permission = Parameters<typeof mayOpen>[1];

/** The error page finds the request ID in the digest, which is all that Next lets through to it. */
async function withRequestId<Result>(requestId: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw Object.assign(new Error("The page could not read its data.", { cause: error }), { digest: requestId });
  }
}

/** What a page reads ahead: `await data.user.list.prefetchInfinite({ limit: 20 })`. What fails is asked again in the browser. */
export async function pageData(): Promise<PageData> {
  return (await open()).data;
}

/** Who is signed in, or null. @throws with the request ID in its digest when nobody can say */
const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const { context, data } = await open();
  return withRequestId(context.requestId, async () => (await data.auth.session.fetch()).data);
});

/** The same for what only looks different: where nobody can say, it is taken for nobody. */
export async function isProbablySignedIn(): Promise<boolean> {
  return findSignedIn().then(
    (signedIn) => signedIn !== null,
    () => false,
  );
}

/** For a page that is for somebody: the others are sent to sign in, and come back here. */
export async function requireSignedIn(): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (!signedIn) redirect(signInPath((await headers()).get("x-page-path") ?? "/account"));
  return signedIn;
}

/** For a page that needs a permission: to those without it, it does not exist. */
export async function requirePermission(permission: Permission): Promise<SignedIn> {
  const signedIn = await requireSignedIn();
  const { context } = await open();
  if (!(await mayOpen(context, permission))) notFound();
  return signedIn;
}

/** What was read so far, for a HydrationBoundary. React sends dates as dates, so nothing is encoded. */
export async function hydrationState() {
  const { data } = await open();
  return dehydrate(data.queryClient);
}

export async function requestIdOfPage(): Promise<string> {
  return (await open()).context.requestId;
}

/** The nonce of this answer's policy, for style and script elements. */
export async function nonceOfPage(): Promise<string> {
  return (await headers()).get("x-nonce") ?? "";
}
