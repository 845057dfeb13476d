import type { Metadata } from "next";
import { docsTexts } from "@/client/texts/docs";
import { type ChangelogEntry, changelog } from "@/server/contract/changelog";
import classes from "../docs.module.css";

const texts = docsTexts.changes;

export const metadata: Metadata = { title: texts.title };

function Entry({ date, reason, changes }: ChangelogEntry) {
  return (
    <section className={classes.section}>
      <h2>
        <time dateTime={date}>{date}</time>
      </h2>
      {reason !== undefined && <p>{texts.why(reason)}</p>}
      <ul className={classes.list}>
        {changes.map(({ where, what, isBreaking }) => (
          <li key={`${where} ${what}`} className={classes.entry}>
            <span>
              <code>{where}</code> {what}
            </span>
            <span className={classes.dimmed}>{isBreaking ? texts.breaking : texts.additive}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What `npm run contract:accept` has written down. */
export default function ChangesPage() {
  const entries = changelog();
  return (
    <div className={classes.page}>
      <h1>{texts.title}</h1>
      <p className={classes.dimmed}>{texts.intro}</p>
      {entries.length === 0 && <p>{texts.none}</p>}
      {entries.map((entry) => (
        <Entry key={JSON.stringify(entry)} {...entry} />
      ))}
    </div>
  );
}
