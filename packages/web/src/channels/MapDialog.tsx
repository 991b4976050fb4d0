import { NumberInput, Text } from '@mantine/core';
import { channelRoutes, type Listing } from '@quayside/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { SkuPicker } from '../catalogue/SkuPicker.tsx';
import { Ask } from '../ui/Ask.tsx';

/** Says which SKU a listing sells, and how many of it: a pack of 3 sells 3. */
export function MapDialog({ listing, onClose }: { listing: Listing; onClose: () => void }) {
  const { t } = useTranslation();
  const [skuCode, setSkuCode] = useState<string | null>(listing.skuCode);
  const [multiple, setMultiple] = useState<number | string>(listing.multiple);
  const map = useAct(
    (body: { skuCode: string; multiple: number }) =>
      call(channelRoutes.mapListing, { params: { id: listing.listingId }, body }),
    {
      stale: ['channels', 'exceptions', 'orders', 'stock'],
      said: (reply) => t('channels.map.said', { name: reply.name, sku: reply.skuCode }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      title={t('channels.map.title')}
      verb={t('channels.map.verb')}
      isReady={skuCode !== null && typeof multiple === 'number'}
      isBusy={map.isPending}
      error={map.error}
      onClose={onClose}
      onSubmit={() =>
        skuCode !== null && typeof multiple === 'number' && map.mutate({ skuCode, multiple })
      }
    >
      <Text size="sm">
        <strong>{listing.name}</strong>
        <br />
        {t('channels.map.seller', { sku: listing.sellerSku ?? '–', item: listing.externalItemId })}
      </Text>
      <SkuPicker
        label={t('channels.map.sku')}
        value={skuCode}
        onChange={setSkuCode}
        startText={listing.skuCode ?? ''}
      />
      <NumberInput
        label={t('channels.map.multiple')}
        description={t('channels.map.multipleWhy')}
        min={1}
        max={1_000_000}
        allowDecimal={false}
        value={multiple}
        onChange={setMultiple}
      />
      <Text size="sm" c="dimmed">
        {t('channels.map.then')}
      </Text>
    </Ask>
  );
}
