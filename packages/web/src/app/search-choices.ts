import { useMantineColorScheme } from '@mantine/core';
import type { orderRoutes, Permission, ReplyOf } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { languageOf, switchLanguage } from '../i18n/index.ts';
import { pagesFor } from './pages.ts';

type Hit = ReplyOf<typeof orderRoutes.search>['hits'][number];

/** One line of the search box: somewhere to go, or something to do. */
export type SearchChoice = {
  key: string;
  title: string;
  detail?: string;
  href?: string;
  run?: () => void;
};

const hitKinds = ['order', 'parcel', 'sku', 'location'] as const;

/** Where a hit leads. A parcel is found by its number among the orders it belongs to. */
export function hrefOfHit(hit: Hit): string {
  switch (hit.kind) {
    case 'order':
      return `/orders/${hit.id}`;
    case 'sku':
      return `/stock/${hit.id}`;
    case 'parcel':
      return `/orders?search=${encodeURIComponent(hit.title)}`;
    case 'location':
      return `/nodes?find=${encodeURIComponent(hit.title)}`;
  }
}

/** Hits by kind, in the order in which a desk looks for them. */
export function groupHits(hits: readonly Hit[]): { group: string; choices: SearchChoice[] }[] {
  return hitKinds
    .map((kind) => ({
      group: kind,
      choices: hits
        .filter((hit) => hit.kind === kind)
        .map((hit) => ({
          key: `${kind}:${hit.id}`,
          title: hit.title,
          detail: hit.detail,
          href: hrefOfHit(hit),
        })),
    }))
    .filter(({ choices }) => choices.length > 0);
}

export function usePageChoices(permissions: readonly Permission[]): SearchChoice[] {
  const { t } = useTranslation();
  return pagesFor(permissions)
    .flatMap(({ pages }) => pages)
    .map((page) => ({
      key: `page:${page.name}`,
      title: t(`nav.${page.name}`),
      ...(page.isExternal
        ? { run: () => void window.open(page.to, '_blank', 'noreferrer') }
        : { href: page.to }),
    }));
}

/** What can be done from anywhere. */
export function useActions(permissions: readonly Permission[]): SearchChoice[] {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const other = languageOf(i18n) === 'en' ? 'vi' : 'en';
  const actions: SearchChoice[] = [
    {
      key: 'do:scheme',
      title: t(colorScheme === 'dark' ? 'search.goLight' : 'search.goDark'),
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
    {
      key: 'do:language',
      title: t('search.goLanguage', { language: t(`language.${other}`) }),
      run: () => void switchLanguage(other),
    },
  ];
  if (permissions.includes('warehouse.plan')) {
    actions.unshift({ key: 'do:wave', title: t('search.newWave'), href: '/waves?new=1' });
  }
  if (permissions.includes('channels.write')) {
    actions.unshift({ key: 'do:shop', title: t('search.connectShop'), href: '/channels' });
  }
  return actions;
}
