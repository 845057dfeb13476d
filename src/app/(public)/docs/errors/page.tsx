import type { Metadata } from "next";
import Link from "next/link";
import { docsTexts } from "@/client/texts/docs";
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
            <Link href={href} prefetch={false}>
              <strong>{code}</strong> {status}
            </Link>
            <span className={classes.dimmed}>
              <Prose text={when} />
            </span>
          </li>
        ))}
      </ul>
      <p>
        {/* No page of Next's. */}
        <a href="/api/docs">{texts.reference}</a>
      </p>
    </div>
  );
}
