import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { Page, PageHead } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { AttentionBlock, PeopleBlock } from './blocks.tsx';
import classes from './dashboard.module.css';
import { dashboardQuery } from './queries.ts';
import { Stages } from './Stages.tsx';
import { Today } from './Today.tsx';

// The chart library is a third of the page's code: the numbers stand before it is there.
const ShipByChart = lazy(async () => ({ default: (await import('./charts.tsx')).ShipByChart }));
const FlowChart = lazy(async () => ({ default: (await import('./charts.tsx')).FlowChart }));
/** A chart with its head, so that nothing moves when it comes. */
const CHART_PX = 304;

/** The live wall: where the orders stand, which deadlines come, how work flows, what needs a person. */
export function DashboardPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { node } = useSearch({ from: '/in/desk' });
  const { data, error, refetch } = useQuery(dashboardQuery(node));
  if (data === undefined && error !== null) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  const nodeName = me?.nodes.find(({ nodeId }) => nodeId === node)?.name;
  return (
    <Page>
      <PageHead
        title={t('nav.dashboard')}
        lead={
          data === undefined ? (
            t('common.loading')
          ) : (
            <>
              {nodeName ?? me?.tenant.name} · {t('dashboard.asOf')} <Ago at={data.at} />
            </>
          )
        }
      />
      {data === undefined ? (
        <>
          <BlockSkeleton height={92} />
          <BlockSkeleton height={96} />
          <div className={classes.halves}>
            <BlockSkeleton height={300} />
            <BlockSkeleton height={300} />
          </div>
        </>
      ) : (
        <>
          <Stages stages={data.stages} />
          <Today today={data.today} />
          <div className={classes.halves}>
            <Suspense fallback={<BlockSkeleton height={CHART_PX} />}>
              <ShipByChart buckets={data.shipBy} />
            </Suspense>
            <Suspense fallback={<BlockSkeleton height={CHART_PX} />}>
              <FlowChart flow={data.flow} />
            </Suspense>
            <AttentionBlock attention={data.attention} />
            <PeopleBlock people={data.people} />
          </div>
        </>
      )}
    </Page>
  );
}
