import Link from "next/link";
import { landingTexts as texts } from "@/client/texts/landing";
import shell from "../_components/shell.module.css";
import { isProbablySignedIn } from "../_server/page-data";
import { CodeSample } from "./_components/code-sample";
import classes from "./landing.module.css";

const FURTHER = [
  { href: "/api/docs", ...texts.links.docs },
  { href: "/api/openapi.json", ...texts.links.openapi },
  { href: "/api/health/ready", ...texts.links.ready },
];

function Hero({ isSignedIn }: { isSignedIn: boolean }) {
  const [first, second] = isSignedIn
    ? [{ href: "/account", label: texts.account }, null]
    : [
        { href: "/sign-up", label: texts.signUp },
        { href: "/sign-in", label: texts.signIn },
      ];
  return (
    <section className={classes.hero}>
      <h1>{texts.title}</h1>
      <p className={classes.lead}>{texts.lead}</p>
      <div className={shell.actions}>
        <Link href={first.href} prefetch={false} className={shell.button}>
          {first.label}
        </Link>
        {second && (
          <Link href={second.href} prefetch={false} className={`${shell.button} ${shell.secondary}`}>
            {second.label}
          </Link>
        )}
      </div>
    </section>
  );
}

/** The start page. Plain HTML: it says what there is, and has nothing to do. */
export default async function HomePage() {
  return (
    <div className={classes.page}>
      <Hero isSignedIn={await isProbablySignedIn()} />
      <section className={classes.section}>
        <h2>{texts.once.title}</h2>
        <p className={classes.dimmed}>{texts.once.text}</p>
        <div className={classes.once}>
          {[texts.once.written, texts.once.got].map((samples) => (
            <div key={samples[0]?.title} className={classes.column}>
              {samples.map((sample) => (
                <CodeSample key={sample.title} {...sample} />
              ))}
            </div>
          ))}
        </div>
      </section>
      <section className={classes.section}>
        <h2>{texts.parts.title}</h2>
        <dl className={classes.parts}>
          {texts.parts.items.map(({ title, text }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className={classes.section}>
        <h2>{texts.not.title}</h2>
        <p className={classes.dimmed}>{texts.not.text}</p>
      </section>
      <section className={classes.section}>
        <h2>{texts.links.title}</h2>
        <ul className={classes.links}>
          {FURTHER.map(({ href, label, text }) => (
            <li key={href}>
              {/* No pages of Next's. */}
              <a href={href}>
                <strong>{label}</strong>
                <span>{text}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
