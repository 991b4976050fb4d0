import { IconBox, IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../ui/states.tsx';
import { Deadline } from '../../ui/Times.tsx';
import { packQueueQuery } from '../queries.ts';
import { ScanBox } from '../scan/ScanBox.tsx';
import { useScanner } from '../scan/use-scanner.ts';
import type { WedgeOutput } from '../scan/wedge.ts';
import classes from '../ui/classes.ts';
import { FloorEmpty, FloorError, FloorWaiting } from '../ui/FloorStates.tsx';
import { BigButton, FullScreen, NotePanel } from '../ui/parts.tsx';
import { sentences } from '../ui/sentences.ts';
import { useFeedback } from '../ui/use-feedback.tsx';
import { BenchLines, OrderHead } from './BenchLines.tsx';
import { BenchSide } from './BenchSide.tsx';
import type { PackEvent, PackNote, PackScreen } from './state.ts';
import { usePack } from './use-pack.ts';
import { packExpected, packNoteWords } from './words.ts';

/** The pack station: scan a tote, scan its goods, carton, weight, label, next tote. */
export function PackPage({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation('floor');
  const [giveFeedback, flash] = useFeedback();
  const { screen, send, isAway } = usePack(nodeId, giveFeedback);
  const print = useRef<() => void>(() => {});
  const take = (output: WedgeOutput) => {
    if (output.kind === 'scan') return send({ type: 'scanned', text: output.text });
    if (output.kind === 'quantity') return;
    const { key } = output;
    if (key === 'Enter') send({ type: 'go_on_pressed' });
    else if (key === 'Escape') send({ type: 'back_pressed' });
    else if (/^[1-9]$/.test(key)) send({ type: 'number_key', digit: Number(key) });
    else if (key.toLowerCase() === 'p') print.current();
  };
  useScanner(take);
  const expected = packExpected(screen, t);
  // Each state begins at its top; a small screen may be scrolled down to the last line counted.
  const { at } = screen;
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [at]);
  return (
    <div className={classes.page} data-testid="pack" data-at={screen.at}>
      {flash}
      {screen.note !== null && (
        <div className={classes.scroll} style={{ flex: 'none' }}>
          <PackNotePanel note={screen.note} />
        </div>
      )}
      <PackBody
        screen={screen}
        send={send}
        nodeId={nodeId}
        isAway={isAway}
        onPrintable={(run) => {
          print.current = run;
        }}
      />
      {expected !== null && (
        <div className={classes.foot}>
          <ScanBox expected={expected} onOutput={take} />
        </div>
      )}
    </div>
  );
}

function PackNotePanel({ note }: { note: PackNote }) {
  const { t } = useTranslation('floor');
  const problem = note.kind === 'refused' ? note.problem : null;
  const said = useProblemText(problem);
  const words = packNoteWords(note, t, () => ({
    title: said.title,
    text: sentences([said.detail, said.remedy]),
  }));
  return <NotePanel tone={note.tone} words={words} />;
}

type BodyProps = {
  screen: PackScreen;
  send: (event: PackEvent) => void;
  nodeId: string;
  isAway: boolean;
  onPrintable: (print: () => void) => void;
};

function PackBody({ screen, send, nodeId, isAway, onPrintable }: BodyProps) {
  const { t } = useTranslation('floor');
  switch (screen.at) {
    case 'scan_tote':
      return <Queue nodeId={nodeId} onOpen={(scan) => send({ type: 'scanned', text: scan })} />;
    case 'opening':
      return (
        <div role="status">
          <div className={classes.instruction}>
            <div className={classes.verb}>{t('pack.opening', { code: screen.scan })}</div>
            {isAway && <div className={classes.words}>{t('pack.away')}</div>}
          </div>
          <FloorWaiting rows={3} />
        </div>
      );
    case 'stopped':
    case 'putting_back':
      return <Stopped screen={screen} isAway={isAway} send={send} />;
    default:
      return (
        <div className={classes.bench}>
          <section className={classes.stack}>
            <OrderHead job={screen.job} />
            <BenchLines job={screen.job} pending={screen.pending} />
          </section>
          <div className={classes.side} data-first={screen.at !== 'verify' || undefined}>
            <BenchSide screen={screen} send={send} isAway={isAway} onPrintable={onPrintable} />
          </div>
        </div>
      );
  }
}

/** Orders that wait; a tap opens one where its tote cannot be scanned. */
function Queue({ nodeId, onOpen }: { nodeId: string; onOpen: (scan: string) => void }) {
  const { t } = useTranslation('floor');
  const read = useQuery(packQueueQuery(nodeId));
  if (read.data === undefined) {
    return read.error === null ? (
      <FloorWaiting />
    ) : (
      <FloorError error={read.error} onRetry={() => void read.refetch()} />
    );
  }
  const { rows } = read.data;
  return (
    <div className={`${classes.scroll} ${classes.stack} ${classes.wide}`}>
      {rows.length === 0 ? (
        <FloorEmpty icon={IconBox} title={t('pack.none')}>
          {t('pack.noneWhy')}
        </FloorEmpty>
      ) : (
        <>
          <div className={classes.verb}>{t('pack.expectTote')}</div>
          <h2 className={classes.heading}>{t('pack.queue', { count: rows.length })}</h2>
        </>
      )}
      {rows.map((row) => (
        <button
          key={row.outboundOrderId}
          type="button"
          className={classes.row}
          data-stopped={row.isCancelled || undefined}
          onClick={() => onOpen(row.orderNumber)}
          data-testid="queue-row"
        >
          {row.isCancelled && <IconHandStop size={28} aria-hidden="true" />}
          <span className={classes.rowMain}>
            <b>{row.toteBarcode ?? row.orderNumber}</b>
            <small>
              {row.isCancelled
                ? t('pack.queueCancelled', { order: row.orderNumber })
                : row.orderNumber}
            </small>
            {row.shipByAt !== null && !row.isCancelled && (
              <small>
                <Deadline at={row.shipByAt} />
              </small>
            )}
          </span>
          <span className={classes.figure}>
            {row.units}
            <small>{t('pack.units')}</small>
          </span>
        </button>
      ))}
    </div>
  );
}

type StoppedProps = {
  screen: Extract<PackScreen, { at: 'stopped' | 'putting_back' }>;
  isAway: boolean;
  send: (event: PackEvent) => void;
};

/** A cancelled order fills the screen: it must not ship, its goods go back. */
function Stopped({ screen, isAway, send }: StoppedProps) {
  const { t } = useTranslation('floor');
  const { job } = screen;
  return (
    <FullScreen
      meaning="stopped"
      icon={IconHandStop}
      title={t('pack.stopTitle')}
      testId="pack-stopped"
    >
      <p>
        <b>{t('pack.stopOrder', { order: job.orderNumber, channel: job.channelName })}</b>
      </p>
      <p>
        {t(job.state === 'short' ? 'pack.stopShort' : 'pack.stopCancelled')}{' '}
        {t('pack.stopWhere', { tote: job.toteBarcode ?? job.orderNumber })}
      </p>
      <ul>
        {job.lines.map((line) => (
          <li key={line.outboundLineId}>
            {t('pack.stopUpTo', {
              qty: line.qty,
              name: line.skuName,
              code: line.skuCode,
            })}
          </li>
        ))}
      </ul>
      {screen.at === 'putting_back' ? (
        <p role="status">{t(isAway ? 'pack.away' : 'pack.puttingBack')}</p>
      ) : (
        <BigButton onClick={() => send({ type: 'back_pressed' })} testId="pack-later">
          {t('pack.stopLater')}
        </BigButton>
      )}
    </FullScreen>
  );
}
