import { IconMapOff } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { addNamespace } from '../i18n/index.ts';
import { ChooseNode } from './ChooseNode.tsx';
import { FloorFrame } from './FloorFrame.tsx';
import { HomePage } from './HomePage.tsx';
import { CarriersPage } from './handover/CarriersPage.tsx';
import { ManifestPage } from './handover/ManifestPage.tsx';
import { useNode } from './node.ts';
import { OutboxContext, outboxOf } from './outbox/use-outbox.ts';
import { PackPage } from './pack/PackPage.tsx';
import { TourListPage } from './pick/TourListPage.tsx';
import { WalkPage } from './pick/WalkPage.tsx';
import { type Place, placeOf } from './place.ts';
import { FloorEmpty, FloorWaiting } from './ui/FloorStates.tsx';

await addNamespace('floor', {
  en: () => import('./i18n/en.json'),
  vi: () => import('./i18n/vi.json'),
});

/** Where one step up leads. */
function above(place: Place | null): string | null {
  if (place === null) return '/floor';
  if (place.page === 'home') return null;
  if (place.page === 'walk') return '/floor/pick';
  return place.page === 'manifest' ? '/floor/handover' : '/floor';
}

/** The floor: everything done with a scanner in the hand. */
export default function Floor() {
  const { t } = useTranslation('floor');
  const me = useMe();
  const place = placeOf(useRouterState({ select: (state) => state.location.pathname }));
  const personId = me === undefined ? null : (me.personId ?? me.name);
  const outbox = useMemo(() => (personId === null ? null : outboxOf(personId)), [personId]);
  if (me === undefined || outbox === null) return <FloorWaiting />;
  const title = t(`title.${place?.page ?? 'none'}`);
  return (
    <OutboxContext value={outbox}>
      <FloorAtNode me={me} place={place} title={title} />
    </OutboxContext>
  );
}

type AtNodeProps = {
  me: NonNullable<ReturnType<typeof useMe>>;
  place: Place | null;
  title: string;
};

function FloorAtNode({ me, place, title }: AtNodeProps) {
  const { t } = useTranslation('floor');
  const { nodes, node, choose } = useNode(me);
  return (
    <FloorFrame
      me={me}
      node={node}
      title={node === null ? t('title.node') : title}
      backTo={node === null ? null : above(place)}
      onChangeNode={nodes.length > 1 && node !== null ? () => choose(null) : null}
    >
      {node === null ? (
        <ChooseNode nodes={nodes} onChoose={choose} />
      ) : (
        <FloorPage place={place} nodeId={node.nodeId} />
      )}
    </FloorFrame>
  );
}

function FloorPage({ place, nodeId }: { place: Place | null; nodeId: string }) {
  const { t } = useTranslation('floor');
  switch (place?.page) {
    case 'home':
      return <HomePage nodeId={nodeId} />;
    case 'tours':
      return <TourListPage nodeId={nodeId} />;
    case 'walk':
      return <WalkPage tourId={place.tourId} />;
    case 'pack':
      return <PackPage key={nodeId} nodeId={nodeId} />;
    case 'carriers':
      return <CarriersPage nodeId={nodeId} />;
    case 'manifest':
      return <ManifestPage key={place.manifestId} manifestId={place.manifestId} />;
    case undefined:
      return (
        <FloorEmpty icon={IconMapOff} title={t('place.none')}>
          {t('place.noneWhy')}
        </FloorEmpty>
      );
    default:
      return place satisfies never;
  }
}
