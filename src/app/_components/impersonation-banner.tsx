"use client";

import { Button, Text } from "@mantine/core";
import { type SignedIn, useSession } from "@/client/session";
import { impersonationTexts as texts } from "@/client/texts/impersonation";
import { useStopImpersonation } from "@/client/user-admin";
import { Time } from "@/components/time";
import classes from "./impersonation-banner.module.css";

type BannerProps = SignedIn & { admin: string };

function Banner({ user, session, admin }: BannerProps) {
  const stop = useStopImpersonation(user.id);
  return (
    <aside aria-label={texts.label} className={classes.banner}>
      <Text size="sm" className={classes.text}>
        {texts.acting(admin)} <strong>{user.name}</strong> ({user.email}) {texts.until} <Time at={session.expiresAt} />.
      </Text>
      <Button color="red" size="xs" loading={stop.busy} onClick={() => void stop.run()}>
        {texts.stop}
      </Button>
    </aside>
  );
}

/** On every signed-in page, as long as an admin acts as somebody. */
export function ImpersonationBanner() {
  const { signedIn } = useSession();
  const admin = signedIn?.session.impersonation?.by.name;
  return signedIn && admin !== undefined && <Banner {...signedIn} admin={admin} />;
}
