import { Fragment, type ReactNode } from "react";
import classes from "./facts.module.css";

type FactsProps = { facts: readonly { name: string; value: ReactNode }[] };

/** Things that are so, by their names. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
