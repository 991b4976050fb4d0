import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ask } from '../ui/Ask.tsx';
import type { OrderAct } from './use-order-acts.ts';

type Props = { count: number; onClose: () => void; onAct: (act: OrderAct) => void };

const holds = ['manual', 'address', 'payment'] as const;
const reasons = ['customer_request', 'out_of_stock', 'undeliverable'] as const;

/** Why the orders wait; the note is for the colleague who clears the hold. */
export function HoldDialog({ count, onClose, onAct }: Props) {
  const { t } = useTranslation();
  const [hold, setHold] = useState<(typeof holds)[number]>('manual');
  const [note, setNote] = useState('');
  return (
    <Ask
      isOpen
      title={t('orders.hold.title', { count })}
      verb={t('orders.act.place_hold', { count })}
      onClose={onClose}
      onSubmit={() => onAct({ kind: 'place_hold', hold, note: note.trim() })}
    >
      <Select
        label={t('orders.hold.kind')}
        data={holds.map((kind) => ({ value: kind, label: t(`holdKind.${kind}`) }))}
        value={hold}
        allowDeselect={false}
        onChange={(value) => setHold(holds.find((kind) => kind === value) ?? 'manual')}
        data-autofocus
      />
      <Textarea
        label={t('orders.hold.note')}
        description={t('orders.hold.noteWhy')}
        maxLength={500}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Ask>
  );
}

/** Cancelling is final and tells the channel: it asks for the reason. */
export function CancelDialog({ count, onClose, onAct }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<(typeof reasons)[number] | null>(null);
  return (
    <Ask
      isOpen
      isDanger
      title={t('orders.cancel.title', { count })}
      verb={t('orders.act.cancel', { count })}
      dismissal={t('orders.cancel.dismiss')}
      isReady={reason !== null}
      onClose={onClose}
      onSubmit={() => reason !== null && onAct({ kind: 'cancel', reason })}
    >
      <p style={{ margin: 0 }}>{t('orders.cancel.what')}</p>
      <Select
        label={t('orders.cancel.reason')}
        placeholder={t('orders.cancel.choose')}
        data={reasons.map((value) => ({ value, label: t(`cancelReason.${value}`) }))}
        value={reason}
        onChange={(value) => setReason(reasons.find((each) => each === value) ?? null)}
        data-autofocus
      />
    </Ask>
  );
}
