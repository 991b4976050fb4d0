import { type ReplyOf, warehouseRoutes } from '@quayside/contract';
import { IconArrowRight, IconRoute, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../ui/states.tsx';
import { Deadline } from '../../ui/Times.tsx';
import { toursQuery } from '../queries.ts';
import { useScanner } from '../scan/use-scanner.ts';
import classes from '../ui/classes.ts';
import { FloorEmpty, FloorError, FloorWaiting } from '../ui/FloorStates.tsx';
import { BigButton, NotePanel } from '../ui/parts.tsx';
import { useFeedback } from '../ui/use-feedback.tsx';

type TourRow = ReplyOf<typeof warehouseRoutes.listTours>['rows'][number];

/** Takes a tour, or the next one; what came of it is told on the page. */
function useClaim(nodeId: string, onWrong: () => void, onReread: () => Promise<unknown>) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (tourId: string | undefined) =>
      call(warehouseRoutes.claimTour, {
        body: { nodeId, ...(tourId === undefined ? {} : { tourId }) },
      }),
    onSuccess: async ({ tour }) => {
      if (tour !== null) await navigate({ href: `/floor/pick/${tour.tourId}` });
      else await onReread();
    },
    onError: async () => {
      onWrong();
      await onReread();
    },
  });
}

/** Tours of the node: mine to go on with, or the next one to take. Enter takes the next. */
export function TourListPage({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation('floor');
  const read = useQuery(toursQuery(nodeId));
  const [giveFeedback, flash] = useFeedback();
  const claim = useClaim(nodeId, () => giveFeedback('wrong'), read.refetch);
  useScanner((output) => {
    const isEnter = output.kind === 'key' && output.key === 'Enter';
    if (isEnter && !claim.isPending) claim.mutate(undefined);
  });
  if (read.data === undefined) {
    return read.error === null ? (
      <FloorWaiting />
    ) : (
      <FloorError error={read.error} onRetry={() => void read.refetch()} />
    );
  }
  return (
    <div className={classes.page} data-testid="tours">
      {flash}
      <div className={`${classes.scroll} ${classes.stack} ${classes.wide}`}>
        {claim.error !== null && <ClaimRefused error={claim.error} />}
        {claim.data?.tour === null && (
          <NotePanel tone="again" words={{ title: t('tours.noneLeft') }} />
        )}
        <Tours
          rows={read.data.rows}
          isBusy={claim.isPending}
          onClaim={(tourId) => claim.mutate(tourId)}
        />
      </div>
    </div>
  );
}

type ToursProps = {
  rows: readonly TourRow[];
  isBusy: boolean;
  onClaim: (tourId: string | undefined) => void;
};

function Tours({ rows, isBusy, onClaim }: ToursProps) {
  const { t } = useTranslation('floor');
  const mine = rows.filter((tour) => tour.isMine && tour.state === 'claimed');
  const open = rows.filter((tour) => tour.state === 'open');
  const others = rows.filter((tour) => tour.state === 'claimed' && !tour.isMine);
  return (
    <>
      {mine.map((tour) => (
        <Link
          key={tour.tourId}
          to="/floor/$"
          params={{ _splat: `pick/${tour.tourId}` }}
          className={classes.row}
          data-mine
          data-testid="my-tour"
        >
          <IconUser size={28} aria-hidden="true" />
          <TourWords tour={tour} title={t('tours.goOnWith', { tour: tour.tourNumber })} />
        </Link>
      ))}
      {open.length + mine.length === 0 ? (
        <FloorEmpty icon={IconRoute} title={t('tours.none')}>
          {t('tours.noneWhy')}
        </FloorEmpty>
      ) : (
        <BigButton
          kind="go"
          icon={IconArrowRight}
          onClick={() => onClaim(undefined)}
          isDisabled={isBusy}
          testId="next-tour"
        >
          {mine.length > 0 ? t('tours.goOn') : t('tours.next')}
        </BigButton>
      )}
      {open.length > 0 && <h2 className={classes.heading}>{t('tours.open')}</h2>}
      {open.map((tour) => (
        <button
          key={tour.tourId}
          type="button"
          className={classes.row}
          onClick={() => onClaim(tour.tourId)}
          disabled={isBusy}
          data-testid="open-tour"
        >
          <TourWords tour={tour} title={tour.tourNumber} />
        </button>
      ))}
      {others.length > 0 && <h2 className={classes.heading}>{t('tours.others')}</h2>}
      {others.map((tour) => (
        <div key={tour.tourId} className={classes.row}>
          <TourWords
            tour={tour}
            title={t('tours.ofPerson', { tour: tour.tourNumber, name: tour.pickerName ?? '' })}
          />
        </div>
      ))}
    </>
  );
}

function TourWords({ tour, title }: { tour: TourRow; title: string }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  return (
    <>
      <span className={classes.rowMain}>
        <b>{title}</b>
        <small>
          {t('tours.facts', {
            orders: tour.orders,
            units: format.count(tour.units),
            walk: format.walk(tour.walkM),
          })}
        </small>
        {tour.shipByAt !== null && (
          <small>
            <Deadline at={tour.shipByAt} />
          </small>
        )}
      </span>
      <span className={classes.figure}>
        {tour.stopsDone > 0 ? `${tour.stopsDone}/${tour.stops}` : tour.stops}
        <small>{t('tours.stops', { count: tour.stops })}</small>
      </span>
    </>
  );
}

function ClaimRefused({ error }: { error: unknown }) {
  const { title, remedy } = useProblemText(error);
  return <NotePanel tone="wrong" words={{ title, text: remedy }} />;
}
