import { Tooltip } from '@mantine/core';
import { deadlineMeaning } from '../i18n/format.ts';
import { useFormat, useNow } from '../i18n/use-format.ts';

/** A time as "5 min ago", the exact one on hover. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  const nowMs = useNow();
  return (
    <Tooltip label={format.exactTime(at)}>
      <time dateTime={at}>{format.relative(at, nowMs)}</time>
    </Tooltip>
  );
}

/** A deadline that counts down: attention in its last two hours, red past zero. */
export function Deadline({ at }: { at: string }) {
  const format = useFormat();
  const nowMs = useNow();
  const meaning = deadlineMeaning(at, nowMs);
  return (
    <Tooltip label={format.exactTime(at)}>
      <time
        dateTime={at}
        style={meaning === 'plain' ? undefined : { color: `var(--qs-${meaning})`, fontWeight: 600 }}
      >
        {format.countdown(at, nowMs)}
      </time>
    </Tooltip>
  );
}
