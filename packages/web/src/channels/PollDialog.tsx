import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { type ChannelHealth, channelRoutes } from '@quayside/contract';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Ask } from '../ui/Ask.tsx';

/** Reads the shop's order feed again from an instant; orders that are known already stay as they are. */
export function PollDialog({ channel, onClose }: { channel: ChannelHealth; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [from, setFrom] = useState<string | null>(
    dayjs().subtract(1, 'day').format('YYYY-MM-DD HH:mm:ss'),
  );
  const poll = useAct(
    (at: string) =>
      call(channelRoutes.pollChannel, {
        params: { id: channel.channelId },
        body: { from: dayjs(at).toISOString() },
      }),
    {
      stale: ['channels'],
      said: () => t('channels.poll.said'),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      title={t('channels.poll.title', { name: channel.name })}
      verb={t('channels.poll.verb')}
      isReady={from !== null}
      isBusy={poll.isPending}
      error={poll.error}
      onClose={onClose}
      onSubmit={() => from !== null && poll.mutate(from)}
    >
      <DateTimePicker
        label={t('channels.poll.from')}
        description={t('channels.poll.why')}
        locale={language}
        maxDate={dayjs().format('YYYY-MM-DD')}
        value={from}
        onChange={setFrom}
        data-autofocus
      />
    </Ask>
  );
}
