import type { Metadata } from "next";
import { docsTexts } from "@/client/texts/docs";
import { PlainLink } from "@/components/plain-link";
import { TextLink } from "@/components/text-link";
import { errorDocs } from "@/server/rest/error-docs";
import { Prose } from "../_components/prose";
import classes from "../docs.module.css";

const texts = docsTexts.errors;

export const metadata: Metadata = { title: texts.title };

/** Every code of the catalogue, each with a page of its own. */
export default function ErrorsPage() {
  return (
    <div className={classes.page}>
      <h1>{texts.title}</h1>
      <p className={classes.dimmed}>{texts.intro}</p>
      <ul className={classes.list}>
        {errorDocs().map(({ code, status, when, href }) => (
          <li key={code} className={classes.entry}>
            <TextLink href={href}>
              <strong>{code}</strong> {status}
            </TextLink>
            <span className={classes.dimmed}>
              <Prose text={when} />
            </span>
          </li>
        ))}
      </ul>
      <p>
        {/* No page of Next's. */}
        <PlainLink href="/api/docs">{texts.reference}</PlainLink>
      </p>
    </div>
  );
}
