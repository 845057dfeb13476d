import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeNext } from "@/client/next-path";
import { signInTexts as texts } from "@/client/texts/sign-in";
import { PublicCard } from "../../_components/public-card";
import { isProbablySignedIn, pageData } from "../../_server/page-data";
import { SignInForm } from "./_components/sign-in-form";

export const metadata: Metadata = { title: texts.title };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = safeNext((await searchParams).next);
  if (await isProbablySignedIn()) redirect(next);
  const { data: providers } = await (await pageData()).identity.providers.fetch();
  return (
    <PublicCard title={texts.title}>
      <SignInForm next={next} providers={providers} />
    </PublicCard>
  );
}
