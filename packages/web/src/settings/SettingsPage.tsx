import { Switch } from '@mantine/core';
import { accessRoutes } from '@quayside/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { settingsQuery } from './queries.ts';

/** How orders are handled when nobody looks. */
export function SettingsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, refetch } = useQuery(settingsQuery);
  const change = useAct(
    (isAutoRelease: boolean) => call(accessRoutes.changeSettings, { body: { isAutoRelease } }),
    {
      stale: ['settings'],
      said: (reply) => t(reply.isAutoRelease ? 'settings.autoOn' : 'settings.autoOff'),
    },
  );
  return (
    <Page>
      <PageHead title={t('nav.rules')} lead={t('settings.lead')} />
      <Section title={t('settings.release')}>
        {data === undefined ? (
          error === null ? (
            <BlockSkeleton height={48} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )
        ) : (
          <Switch
            label={t('settings.auto')}
            description={t('settings.autoWhy')}
            checked={data.isAutoRelease}
            disabled={!may('settings.write') || change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
      </Section>
    </Page>
  );
}
