import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page.module.css';

type Props = {
  title: ReactNode;
  /** One quiet line: what this page shows. */
  lead?: ReactNode;
  /** The way back, above the title. */
  back?: ReactNode;
  children?: ReactNode;
};

/** Title on the left, what can be done on the right. */
export function PageHead({ title, lead, back, children }: Props) {
  return (
    <div className={classes.head}>
      <div className={classes.names}>
        {back}
        <Title order={1} className="qs-ellipsis">
          {title}
        </Title>
        {lead !== undefined && (
          <Text size="sm" c="dimmed">
            {lead}
          </Text>
        )}
      </div>
      <Group gap="xs">{children}</Group>
    </div>
  );
}

/** A page that scrolls as a whole. */
export function Page({ children }: { children: ReactNode }) {
  return <div className={classes.page}>{children}</div>;
}

/** A page whose list scrolls and whose head stays. */
export function ListPage({ children }: { children: ReactNode }) {
  return <div className={classes.listPage}>{children}</div>;
}

/** A titled block of a page. */
export function Section({
  title,
  aside,
  children,
  id,
  isFlush = false,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  id?: string;
  /** Without padding, for tables that touch the frame. */
  isFlush?: boolean;
}) {
  return (
    <section className={classes.section} id={id}>
      <div className={classes.sectionHead}>
        <Title order={2} className="qs-ellipsis">
          {title}
        </Title>
        {aside}
      </div>
      <div className={isFlush ? classes.flushBody : classes.sectionBody}>{children}</div>
    </section>
  );
}
