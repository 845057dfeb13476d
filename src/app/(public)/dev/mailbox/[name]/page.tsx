import type { Metadata } from "next";
import { mailboxTexts as texts } from "@/client/texts/mailbox";
import { Mail } from "./_components/mail";

export const metadata: Metadata = { title: texts.mail };

type MailPageProps = { params: Promise<{ name: string }> };

export default async function MailPage({ params }: MailPageProps) {
  return <Mail name={(await params).name} />;
}
