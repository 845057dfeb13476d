import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Badge } from "./badge";
import classes from "./rows.module.css";

/** Several things of a kind, one under the other. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className={classes.rows}>{children}</ul>;
}

type RowProps = {
  name: ReactNode;
  tags?: string[];
  /** What can be done with it. */
  actions?: ReactNode;
  /** What else there is to say about it. */
  children: ReactNode;
};

export function Row({ name, tags = [], actions, children }: RowProps) {
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {tags.map((tag) => (
            <Badge key={tag} kind="plain">
              {tag}
            </Badge>
          ))}
        </Group>
        <Text component="div" size="sm" c="dimmed">
          {children}
        </Text>
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </li>
  );
}
