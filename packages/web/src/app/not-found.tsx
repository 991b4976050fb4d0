import { Button, Center } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState } from '../ui/states.tsx';

/** An address that names no page. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Center mih="60vh">
      <EmptyState
        icon={IconCompass}
        title={t('frame.noSuchPage')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('frame.toStart')}
          </Button>
        }
      >
        {t('frame.noSuchPageWhy')}
      </EmptyState>
    </Center>
  );
}

/** A page whose code or first read failed. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <Center mih="60vh">
      <ErrorState error={error} onRetry={reset} />
    </Center>
  );
}
