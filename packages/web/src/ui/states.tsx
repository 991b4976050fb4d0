import { Button, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconRefresh, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem.ts';
import classes from './states.module.css';

type EmptyProps = {
  icon: TablerIcon;
  /** What belongs here. */
  title: string;
  /** How to get it. */
  children?: ReactNode;
  action?: ReactNode;
};

/** A list with nothing in it: says what belongs here and how to get it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <Stack className={classes.state} gap="xs" align="center">
      <Icon size={28} stroke={1.5} aria-hidden="true" />
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text size="sm" c="dimmed" maw={440} ta="center">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

/** The three sentences of a refusal: what is wrong, what still holds, what to do. */
export function useProblemText(error: unknown) {
  const { t, i18n } = useTranslation();
  const problem = asProblem(error);
  const known = i18n.exists(`refusal.${problem.code}`);
  return {
    problem,
    title: known ? t(`refusal.${problem.code}`) : problem.title || t('refusal.unreadable'),
    detail: problem.detail === problem.title ? '' : problem.detail,
    remedy:
      problem.remedy ??
      (i18n.exists(`remedy.${problem.code}`) ? t(`remedy.${problem.code}`) : null),
  };
}

/** A read that failed, with what to do and Retry. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { problem, title, detail, remedy } = useProblemText(error);
  return (
    <Stack className={classes.state} gap="xs" align="center" role="alert">
      <IconAlertTriangle size={28} stroke={1.5} color="var(--qs-stopped)" aria-hidden="true" />
      <Title order={2}>{title}</Title>
      {detail !== '' && (
        <Text size="sm" maw={520} ta="center">
          {detail}
        </Text>
      )}
      {remedy !== null && (
        <Text size="sm" c="dimmed" maw={520} ta="center">
          {remedy}
        </Text>
      )}
      <Group gap="sm">
        {onRetry !== undefined && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            onClick={onRetry}
            data-testid="retry"
          >
            {t('common.retry')}
          </Button>
        )}
        <Code>{problem.code}</Code>
      </Group>
    </Stack>
  );
}

/** A refusal inside a dialog or form; fields that were rejected are named one by one. */
export function ErrorNote({ error }: { error: unknown }) {
  const { problem, title, detail, remedy } = useProblemText(error);
  return (
    <div className={classes.note} role="alert">
      <IconAlertTriangle size={18} stroke={2} aria-hidden="true" />
      <div>
        <Text size="sm" fw={600} c="inherit">
          {title}
        </Text>
        {detail !== '' && <Text size="sm">{detail}</Text>}
        {problem.fields.map((field) => (
          <Text size="sm" key={field.path}>
            <Code>{field.path}</Code> {field.message}
          </Text>
        ))}
        {remedy !== null && <Text size="sm">{remedy}</Text>}
      </div>
    </div>
  );
}

/** Rows of a list while it loads: the height of real rows, so nothing jumps. */
export function RowSkeletons({ rows = 12 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')} className={classes.rows}>
      {Array.from({ length: rows }, (_, index) => (
        <div className={classes.row} key={index}>
          <Skeleton height={10} width={16} />
          <Skeleton height={10} width={`${14 + ((index * 7) % 9)}%`} />
          <Skeleton height={10} width={`${22 + ((index * 5) % 17)}%`} />
          <Skeleton height={10} width={`${10 + ((index * 3) % 7)}%`} />
          <Skeleton height={10} width="8%" />
        </div>
      ))}
    </div>
  );
}

/** A block of a page while it loads. */
export function BlockSkeleton({ height = 160 }: { height?: number }) {
  const { t } = useTranslation();
  return <Skeleton height={height} role="status" aria-label={t('common.loading')} />;
}
