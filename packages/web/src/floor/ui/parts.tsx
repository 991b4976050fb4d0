import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHandStop,
  IconInfoCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import type { Meaning } from '../../ui/theme.ts';
import classes from './classes.ts';
import type { Feedback } from './feedback.ts';

const meaningOf: Record<Feedback, Meaning> = {
  right: 'ok',
  done: 'ok',
  again: 'attention',
  wrong: 'stopped',
};
const iconOf: Record<Feedback, TablerIcon> = {
  right: IconCircleCheck,
  done: IconCircleCheck,
  again: IconAlertTriangle,
  wrong: IconHandStop,
};

/** CSS variables of one of the four meanings, for grounds, edges and words. */
export function shades(meaning: Meaning): CSSProperties {
  return {
    '--shade': `var(--qs-${meaning})`,
    '--ground': `var(--qs-${meaning}-ground)`,
    '--edge': `var(--qs-${meaning}-solid)`,
  } as CSSProperties;
}

export interface NoteWords {
  title: string;
  /** Expected and scanned, or other facts in pairs. */
  pairs?: readonly (readonly [string, string])[];
  text?: string | null;
}

/** What the last scan did: colour, sign and words together. */
export function NotePanel({ tone, words }: { tone: Feedback; words: NoteWords }) {
  const Icon = iconOf[tone];
  return (
    <div
      className={classes.note}
      style={shades(meaningOf[tone])}
      role={tone === 'wrong' ? 'alert' : 'status'}
      data-testid="note"
      data-tone={tone}
    >
      <Icon size={32} stroke={2} aria-hidden="true" />
      <div>
        <div className={classes.noteTitle}>{words.title}</div>
        {words.pairs !== undefined && (
          <dl className={classes.pair}>
            {words.pairs.map(([name, value]) => (
              <Pair key={name} name={name} value={value} />
            ))}
          </dl>
        )}
        {words.text !== undefined && words.text !== null && <div>{words.text}</div>}
      </div>
    </div>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** A quieter line that something changed elsewhere. */
export function NewsPanel({ children }: { children: ReactNode }) {
  return (
    <div className={classes.note} style={shades('attention')} role="status" data-testid="news">
      <IconInfoCircle size={28} stroke={2} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}

type ButtonProps = {
  children: ReactNode;
  onClick: () => void;
  kind?: 'go' | 'plain' | 'stop';
  icon?: TablerIcon;
  isDisabled?: boolean;
  testId?: string;
};

/** A button for a gloved thumb. */
export function BigButton({ children, onClick, kind = 'plain', icon: Icon, ...rest }: ButtonProps) {
  return (
    <UnstyledButton
      className={classes.button}
      data-kind={kind}
      onClick={onClick}
      disabled={rest.isDisabled ?? false}
      data-testid={rest.testId}
    >
      {Icon !== undefined && <Icon size={28} stroke={2} aria-hidden="true" />}
      <span>{children}</span>
    </UnstyledButton>
  );
}

type KeyProps = {
  icon: TablerIcon;
  children: ReactNode;
  onClick: () => void;
  testId: string;
};

/** One of the keys in the fixed place at the thumb. */
export function ThumbKey({ icon: Icon, children, onClick, testId }: KeyProps) {
  return (
    <UnstyledButton className={classes.key} onClick={onClick} data-testid={testId}>
      <Icon size={24} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </UnstyledButton>
  );
}

type FullProps = {
  meaning: Meaning;
  icon: TablerIcon;
  title: string;
  children: ReactNode;
  testId: string;
};

/** The whole screen says one thing: stop, or done. */
export function FullScreen({ meaning, icon: Icon, title, children, testId }: FullProps) {
  const role = meaning === 'stopped' || meaning === 'attention' ? 'alert' : 'status';
  return (
    <section
      className={classes.full}
      style={shades(meaning)}
      role={role}
      data-stop={meaning === 'stopped' || undefined}
      data-testid={testId}
    >
      <div className={classes.fullHead}>
        <Icon size={56} stroke={1.75} aria-hidden="true" />
        <h2>{title}</h2>
      </div>
      {children}
    </section>
  );
}
