import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { Page, PageHead } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { AttentionBlock, PeopleBlock } from './blocks.tsx';
import { FlowChart, ShipByChart } from './charts.tsx';
import classes from './dashboard.module.css';
import { dashboardQuery } from './queries.ts';
import { Stages } from './Stages.tsx';
import { Today } from './Today.tsx';

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
            <ShipByChart buckets={data.shipBy} />
            <FlowChart flow={data.flow} />
            <AttentionBlock attention={data.attention} />
            <PeopleBlock people={data.people} />
          </div>
        </>
      )}
    </Page>
  );
}
