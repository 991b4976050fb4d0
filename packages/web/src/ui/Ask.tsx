import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from './states.tsx';

type Props = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** The verb on the button, with its count. */
  verb: string;
  /** On the button that leaves everything as it was; where "Cancel" would be mistaken. */
  dismissal?: string;
  onSubmit: () => void;
  isBusy?: boolean;
  isReady?: boolean;
  isDanger?: boolean;
  error?: unknown;
  size?: string;
  children: ReactNode;
};

/** A dialog that asks for what an action needs. Escape and the cross leave everything as it was. */
export function Ask(props: Props) {
  const { t } = useTranslation();
  const { isBusy = false, isReady = true, isDanger = false, error = null } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isBusy) props.onSubmit();
  };
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'md'}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          {props.children}
          {error !== null && <ErrorNote error={error} />}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={props.onClose}>
              {props.dismissal ?? t('common.cancel')}
            </Button>
            <Button
              type="submit"
              loading={isBusy}
              disabled={!isReady}
              {...(isDanger ? { color: 'red' } : {})}
            >
              {props.verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
