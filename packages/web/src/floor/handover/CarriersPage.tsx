import { warehouseRoutes } from '@quayside/contract';
import { IconTruckDelivery } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { useProblemText } from '../../ui/states.tsx';
import { carriersQuery } from '../queries.ts';
import classes from '../ui/classes.ts';
import { FloorEmpty, FloorError, FloorWaiting } from '../ui/FloorStates.tsx';
import { NotePanel } from '../ui/parts.tsx';

/** Carriers with parcels at the dock; a tap opens the manifest of the one that has come. */
export function CarriersPage({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation('floor');
  const read = useQuery(carriersQuery(nodeId));
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: (carrier: string) =>
      call(warehouseRoutes.openManifest, { body: { nodeId, carrier } }),
    onSuccess: ({ manifestId }) => navigate({ href: `/floor/handover/${manifestId}` }),
  });
  if (read.data === undefined) {
    return read.error === null ? (
      <FloorWaiting />
    ) : (
      <FloorError error={read.error} onRetry={() => void read.refetch()} />
    );
  }
  const { rows } = read.data;
  return (
    <div className={`${classes.scroll} ${classes.stack} ${classes.wide}`} data-testid="carriers">
      {open.error !== null && <OpenRefused error={open.error} />}
      {rows.length === 0 ? (
        <FloorEmpty icon={IconTruckDelivery} title={t('handover.none')}>
          {t('handover.noneWhy')}
        </FloorEmpty>
      ) : (
        <div className={classes.verb}>{t('handover.which')}</div>
      )}
      {rows.map((row) => (
        <button
          key={row.carrier}
          type="button"
          className={classes.row}
          data-mine={row.openManifestId !== null || undefined}
          onClick={() => open.mutate(row.carrier)}
          disabled={open.isPending}
          data-testid="carrier"
        >
          <IconTruckDelivery size={36} stroke={1.5} aria-hidden="true" />
          <span className={classes.rowMain}>
            <b>{row.carrier}</b>
            <small>
              {row.openManifestId === null
                ? t('handover.startNew')
                : t('handover.goOn', { count: row.onManifest })}
            </small>
          </span>
          <span className={classes.figure}>
            {row.waiting}
            <small>{t('handover.waiting')}</small>
          </span>
        </button>
      ))}
    </div>
  );
}

function OpenRefused({ error }: { error: unknown }) {
  const { title, remedy } = useProblemText(error);
  return <NotePanel tone="wrong" words={{ title, text: remedy }} />;
}
