import { Title } from "@mantine/core";
import type { Metadata } from "next";
import { accountTexts as texts } from "@/client/texts/account";
import { requireSignedIn } from "../../_server/page-data";
import { Profile } from "./_components/profile";

export const metadata: Metadata = { title: texts.title };

export default async function AccountPage() {
  await requireSignedIn();
  return (
    <>
      <Title order={1}>{texts.title}</Title>
      <Profile />
    </>
  );
}
