import type { Metadata } from "next";
import { linkTexts } from "@/client/texts/links";
import { PublicCard } from "../../../_components/public-card";
import { Reauthentication } from "../../../_components/reauthentication";
import { OauthCallback } from "./_components/oauth-callback";

const texts = linkTexts.oauth;

export const metadata: Metadata = { title: texts.title };

export default function OauthCallbackPage() {
  return (
    <PublicCard title={texts.title}>
      <Reauthentication>
        <OauthCallback />
      </Reauthentication>
    </PublicCard>
  );
}
