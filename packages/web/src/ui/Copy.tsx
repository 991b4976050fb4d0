import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Copy.module.css';

type Props = {
  value: string;
  /** Codes that are compared character by character stand in equal widths. */
  isCode?: boolean;
};

/** A code that copies itself on a click: order numbers, tracking numbers, SSCCs. */
export function Copy({ value, isCode = false }: Props) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <UnstyledButton
            className={classes.copy}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
            aria-label={t('common.copyValue', { value })}
          >
            <span className={isCode ? 'qs-mono qs-ellipsis' : 'qs-ellipsis'}>{value}</span>
            {copied ? (
              <IconCheck size={12} stroke={2.5} color="var(--qs-ok)" aria-hidden="true" />
            ) : (
              <IconCopy size={12} stroke={2} className={classes.icon} aria-hidden="true" />
            )}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
