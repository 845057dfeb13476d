import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { docsTexts } from "@/client/texts/docs";
import { TextLink } from "@/components/text-link";
import { type ErrorDoc, findErrorDoc } from "@/server/rest/error-docs";
import { Prose } from "../../_components/prose";
import classes from "../../docs.module.css";

const texts = docsTexts.errors;

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: findErrorDoc((await params).code)?.code ?? texts.title };
}

function exampleOf({ code, message }: ErrorDoc): string {
  const meta = { requestId: "req_01jd3k7x0v5m8q2w4r6t9y1b3c", timestamp: "2026-01-01T00:00:00.000Z" };
  return JSON.stringify({ success: false, error: { code, message }, meta }, null, 2);
}

function Operations({ operations }: ErrorDoc) {
  if (operations.length === 0) return <p>{texts.everywhere}</p>;
  return (
    <ul className={classes.list}>
      {operations.map((operation) => (
        <li key={operation}>
          <code>{operation}</code>
        </li>
      ))}
    </ul>
  );
}

/** One code: when it happens, and what a client does about it. */
export default async function ErrorPage({ params }: Props) {
  const doc = findErrorDoc((await params).code);
  if (!doc) notFound();
  const facts = [
    [texts.status, doc.status],
    [texts.trpc, doc.trpc],
    [texts.message, doc.message],
  ];
  return (
    <article className={classes.page}>
      <h1>{doc.code}</h1>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className={classes.section}>
        <h2>{texts.when}</h2>
        <p>
          <Prose text={doc.when} />
        </p>
      </section>
      <section className={classes.section}>
        <h2>{texts.remedy}</h2>
        <p>
          <Prose text={doc.remedy} />
        </p>
      </section>
      <section className={classes.section}>
        <h2>{texts.example}</h2>
        <pre className={classes.code}>{exampleOf(doc)}</pre>
      </section>
      <section className={classes.section}>
        <h2>{texts.operations}</h2>
        <Operations {...doc} />
      </section>
      <p>
        <TextLink href="/docs/errors">{texts.all}</TextLink>
      </p>
    </article>
  );
}
