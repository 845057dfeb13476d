import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { productTexts as texts } from "@/client/texts/product";
import { EarlyClicks } from "./_components/early-clicks";
import { Providers } from "./_components/providers";
import { nonceOfPage, requestIdOfPage } from "./_server/page-data";
import "./mantine.css";

export const metadata: Metadata = {
  title: { default: texts.name, template: `%s · ${texts.name}` },
  description: texts.description,
};

export const viewport: Viewport = { colorScheme: "light dark" };

/** The nonce of the policy is new for every answer, so no page can be rendered ahead of time. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = await nonceOfPage();
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
        <EarlyClicks nonce={nonce} />
      </head>
      <body>
        <Providers nonce={nonce} requestId={await requestIdOfPage()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
