import { IconBox, IconRoute, IconTruckDelivery, type TablerIcon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { carriersQuery, packQueueQuery, toursQuery } from './queries.ts';
import { useScanner } from './scan/use-scanner.ts';
import classes from './ui/classes.ts';

/** What can be done here now, with how much of it waits. Keys 1, 2, 3 open the tiles. */
export function HomePage({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation('floor');
  const tours = useQuery(toursQuery(nodeId));
  const queue = useQuery(packQueueQuery(nodeId));
  const carriers = useQuery(carriersQuery(nodeId));
  const navigate = useNavigate();
  useScanner((output) => {
    const to = output.kind === 'key' ? ['pick', 'pack', 'handover'][Number(output.key) - 1] : null;
    if (to !== undefined && to !== null) void navigate({ href: `/floor/${to}` });
  });
  const rows = tours.data?.rows ?? [];
  const mine = rows.find((tour) => tour.isMine && tour.state === 'claimed');
  const toursOpen = rows.filter((tour) => tour.state === 'open' || tour === mine).length;
  const parcels = carriers.data?.rows.reduce((sum, row) => sum + row.waiting, 0) ?? 0;
  return (
    <nav className={`${classes.scroll} ${classes.stack} ${classes.wide}`} data-testid="home">
      <Tile
        to="/floor/pick"
        icon={IconRoute}
        name={t('home.pick')}
        words={
          mine === undefined
            ? t('home.toursWaiting', { count: toursOpen })
            : t('home.goOnWith', { tour: mine.tourNumber })
        }
        count={toursOpen}
        read={tours}
      />
      <Tile
        to="/floor/pack"
        icon={IconBox}
        name={t('home.pack')}
        words={t('home.ordersWaiting', { count: queue.data?.rows.length ?? 0 })}
        count={queue.data?.rows.length ?? 0}
        read={queue}
      />
      <Tile
        to="/floor/handover"
        icon={IconTruckDelivery}
        name={t('home.handover')}
        words={t('home.parcelsWaiting', { count: parcels })}
        count={parcels}
        read={carriers}
      />
    </nav>
  );
}

type TileProps = {
  to: string;
  icon: TablerIcon;
  name: string;
  words: string;
  count: number;
  read: Pick<UseQueryResult, 'isPending' | 'isError'>;
};

function Tile({ to, icon: Icon, name, words, count, read }: TileProps) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const isKnown = !read.isPending && !read.isError;
  return (
    <Link to={to} className={classes.homeTile} data-testid={`tile-${to.split('/').at(-1)}`}>
      <Icon size={48} stroke={1.5} aria-hidden="true" />
      <span className={classes.homeName}>
        {name}
        <small>{isKnown ? words : t(read.isError ? 'home.unknown' : 'home.counting')}</small>
      </span>
      <span className={classes.homeCount}>{isKnown ? format.count(count) : '–'}</span>
    </Link>
  );
}
