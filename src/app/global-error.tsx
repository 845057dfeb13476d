"use client";

import { MantineProvider } from "@mantine/core";
import { FailureCard } from "./_components/failure-card";
import { cssVariables, theme } from "./_components/theme";
import "./mantine.css";

type GlobalErrorPageProps = { error: Error & { digest?: string } };

/** Instead of everything, where the layout itself failed. */
export default function GlobalErrorPage({ error }: GlobalErrorPageProps) {
  return (
    <html lang="en">
      <body>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <main>
            <FailureCard requestId={error.digest ?? ""} />
          </main>
        </MantineProvider>
      </body>
    </html>
  );
}
