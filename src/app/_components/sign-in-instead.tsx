import { Text } from "@mantine/core";
import { linkTexts as texts } from "@/client/texts/links";
import { TextLink } from "@/components/text-link";

/** The way out of a page, for who needs it no more. */
export function SignInInstead({ question }: { question: string }) {
  return (
    <Text size="sm" mt="lg" mb={0}>
      {question} <TextLink href="/sign-in">{texts.toSignIn}</TextLink>
    </Text>
  );
}
