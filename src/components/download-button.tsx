import { Button } from "@mantine/core";
import { Download } from "lucide-react";

type DownloadButtonProps = { text: string; fileName: string; label: string };

/** Saves a text as a file, which the page itself makes: it goes over no network. */
export function DownloadButton({ text, fileName, label }: DownloadButtonProps) {
  return (
    <Button
      component="a"
      href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
      download={fileName}
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
    >
      {label}
    </Button>
  );
}
