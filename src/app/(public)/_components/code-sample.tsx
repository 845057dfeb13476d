import classes from "../landing.module.css";

type CodeSampleProps = { title: string; code: string };

export function CodeSample({ title, code }: CodeSampleProps) {
  return (
    <figure className={classes.sample}>
      <figcaption>{title}</figcaption>
      <pre>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
