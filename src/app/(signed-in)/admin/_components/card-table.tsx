import type { ReactNode } from "react";
import classes from "./card-table.module.css";

type CardTableProps = { label: string; children: ReactNode };

/**
 * A table that turns into a list of cards where there is little room: give each `td` its column's name as `data-label`, but
 * for up to three that make the card's head. Plain elements: Mantine's took a phone a third of a second to bring to life.
 */
export function CardTable({ label, children }: CardTableProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={label}>
        {children}
      </table>
    </div>
  );
}

type ColumnProps = {
  /** In pixels, where there is a table; the rest is shared out. */
  width?: number;
  children: ReactNode;
};

export function Column({ width, children }: ColumnProps) {
  return (
    <th scope="col" style={{ width }}>
      {children}
    </th>
  );
}
