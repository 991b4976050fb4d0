import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconPlayerStop,
  type TablerIcon,
} from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import classes from './Meaning.module.css';
import type { Meaning } from './theme.ts';

const iconOf: Record<Meaning, TablerIcon> = {
  ok: IconCircleCheck,
  waiting: IconClock,
  attention: IconAlertTriangle,
  stopped: IconPlayerStop,
  plain: IconCircleDashed,
};

type Props = {
  meaning: Meaning;
  /** The word: colour and icon never stand alone. */
  children: ReactNode;
  icon?: TablerIcon;
  /** Without the ground, for dense rows. */
  isBare?: boolean;
};

/** A state as colour, icon and word. */
export function MeaningBadge({ meaning, children, icon, isBare = false }: Props) {
  const Icon = icon ?? iconOf[meaning];
  const style = {
    '--shade': `var(--qs-${meaning})`,
    '--ground': isBare ? 'transparent' : `var(--qs-${meaning}-ground)`,
  } as CSSProperties;
  return (
    <span className={classes.badge} data-bare={isBare || undefined} style={style}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span className={classes.word}>{children}</span>
    </span>
  );
}

/** A banner of the same four meanings, for things that concern the whole page. */
export function MeaningBanner({ meaning, children, icon }: Omit<Props, 'isBare'>) {
  const Icon = icon ?? iconOf[meaning];
  const style = {
    '--shade': `var(--qs-${meaning})`,
    '--ground': `var(--qs-${meaning}-ground)`,
  } as CSSProperties;
  return (
    <div
      className={classes.banner}
      style={style}
      role={meaning === 'stopped' || meaning === 'attention' ? 'alert' : 'status'}
    >
      <Icon size={18} stroke={2} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
