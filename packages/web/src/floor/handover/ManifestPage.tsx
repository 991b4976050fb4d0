import { filePaths, warehouseRoutes } from '@quayside/contract';
import { IconCircleCheck, IconFileText, IconLock, IconTruckDelivery } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { asProblem } from '../../api/problem.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../ui/states.tsx';
import { useOutbox, useOutboxState, useSettled } from '../outbox/use-outbox.ts';
import { manifestQuery } from '../queries.ts';
import { ScanBox } from '../scan/ScanBox.tsx';
import { useScanner } from '../scan/use-scanner.ts';
import type { WedgeOutput } from '../scan/wedge.ts';
import classes from '../ui/classes.ts';
import { FloorError, FloorWaiting } from '../ui/FloorStates.tsx';
import type { Feedback } from '../ui/feedback.ts';
import { BigButton, FullScreen, NotePanel } from '../ui/parts.tsx';
import { sentences } from '../ui/sentences.ts';
import { useFeedback } from '../ui/use-feedback.tsx';
import { untilAnswered } from '../until-answered.ts';
import { useMachine } from '../use-machine.ts';
import { countParcels, openManifestScreen, step } from './screen.ts';
import type {
  HandoverEffect,
  HandoverEvent,
  HandoverNote,
  HandoverScreen,
  ManifestReading,
  Parcel,
} from './state.ts';

/** One manifest: parcels are scanned onto the truck, then it is closed for good. */
export function ManifestPage({ manifestId }: { manifestId: string }) {
  const read = useQuery(manifestQuery(manifestId));
  if (read.data !== undefined) {
    return <Handover first={read.data.reading} read={read.data} onReread={read.refetch} />;
  }
  if (read.error !== null) {
    return <FloorError error={read.error} onRetry={() => void read.refetch()} />;
  }
  return <FloorWaiting />;
}

type Props = {
  first: ManifestReading;
  read: { reading: ManifestReading; beganAtMs: number };
  onReread: () => Promise<unknown>;
};

function useHandover({ first, read, onReread }: Props, giveFeedback: (f: Feedback) => void) {
  const outbox = useOutbox();
  const { waiting } = useOutboxState();
  const { manifestId } = first.manifest;
  const waitingHere = waiting.filter(
    ({ command }) => command.kind === 'scan_parcel' && command.manifestId === manifestId,
  ).length;
  const [isAway, setIsAway] = useState(false);
  const isOver = useRef(false);
  useEffect(() => {
    isOver.current = false;
    return () => {
      isOver.current = true;
    };
  }, []);

  const close = async () => {
    const idempotencyKey = crypto.randomUUID();
    const ask = () =>
      call(warehouseRoutes.closeManifest, { params: { id: manifestId }, idempotencyKey });
    try {
      const manifest = await untilAnswered(ask, {
        pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        isOver: () => isOver.current,
        onAway: () => setIsAway(true),
      });
      if (manifest !== null) send({ type: 'closed', manifest });
    } catch (error) {
      send({ type: 'refused', problem: asProblem(error), scan: null });
    }
    setIsAway(false);
  };
  const [screen, send] = useMachine<HandoverScreen, HandoverEvent, HandoverEffect>(
    step,
    () => openManifestScreen(first),
    (effect) => {
      if (effect.do === 'feedback') giveFeedback(effect.feedback);
      else if (effect.do === 'reread') void onReread();
      else if (effect.do === 'close') void close();
      else outbox.put({ kind: 'scan_parcel', manifestId: effect.manifestId, scan: effect.scan });
    },
  );
  const answeredAtMs = useRef(0);
  useSettled((settled) => {
    const { command } = settled.entry;
    if (command.kind !== 'scan_parcel' || command.manifestId !== manifestId) return;
    answeredAtMs.current = performance.now();
    if (!settled.ok) send({ type: 'refused', problem: settled.problem, scan: command.scan });
    else if (settled.answer.kind === 'handover') {
      const { manifest, parcel, wasAlreadyOn } = settled.answer;
      send({ type: 'answered', manifest, parcel, wasAlreadyOn, scan: command.scan });
    }
  });
  useEffect(() => {
    // A reading that began before the last answer, or while scans wait, knows less than the screen.
    if (read.beganAtMs <= answeredAtMs.current || waitingHere > 0) return;
    send({ type: 'manifest_read', reading: read.reading });
  }, [read, waitingHere, send]);
  return { screen, send, waitingHere, isAway };
}

function Handover(props: Props) {
  const { t } = useTranslation('floor');
  const [giveFeedback, flash] = useFeedback();
  const { screen, send, waitingHere, isAway } = useHandover(props, giveFeedback);
  const take = (output: WedgeOutput) => {
    if (output.kind === 'scan') send({ type: 'scanned', text: output.text });
    else if (output.kind === 'key' && output.key === 'Escape') send({ type: 'back_pressed' });
  };
  useScanner(take);
  return (
    <div className={classes.page} data-testid="handover" data-at={screen.at}>
      {flash}
      {screen.note !== null && (
        <div className={classes.scroll} style={{ flex: 'none' }}>
          <HandoverNotePanel note={screen.note} />
        </div>
      )}
      <HandoverBody screen={screen} send={send} isAway={isAway} />
      {screen.at === 'scanning' && (
        <div className={classes.foot}>
          <ScanBox expected={t('handover.expect')} onOutput={take} />
          <div className={classes.keys}>
            <BigButton
              icon={IconLock}
              onClick={() => send({ type: 'close_pressed', waiting: waitingHere })}
              testId="close-manifest"
            >
              {t('handover.close', { count: countParcels(screen.reading).scanned })}
            </BigButton>
          </div>
        </div>
      )}
    </div>
  );
}

function HandoverNotePanel({ note }: { note: HandoverNote }) {
  const { t } = useTranslation('floor');
  const said = useProblemText(note.kind === 'refused' ? note.problem : null);
  switch (note.kind) {
    case 'taken':
      return (
        <NotePanel
          tone="right"
          words={{ title: t('handover.taken', { order: note.orderNumber }), text: note.code }}
        />
      );
    case 'already_on':
      return (
        <NotePanel
          tone="again"
          words={{ title: t('handover.alreadyOn', { order: note.orderNumber }), text: note.code }}
        />
      );
    case 'checking':
      return <NotePanel tone="again" words={{ title: t('handover.checking'), text: note.code }} />;
    case 'scans_waiting':
      return (
        <NotePanel
          tone="again"
          words={{ title: t('note.scansWaiting', { count: note.waiting }) }}
        />
      );
    case 'refused':
      return (
        <NotePanel
          tone="wrong"
          words={{
            title: note.code === null ? said.title : t('handover.leaveOut', { code: note.code }),
            text: sentences([note.code === null ? null : said.title, said.detail, said.remedy]),
          }}
        />
      );
    case 'nothing_scanned':
      return <NotePanel tone="wrong" words={{ title: t('handover.nothingScanned') }} />;
    case 'is_closed':
      return <NotePanel tone="wrong" words={{ title: t('handover.isClosed') }} />;
    default:
      return note satisfies never;
  }
}

type BodyProps = {
  screen: HandoverScreen;
  send: (event: HandoverEvent) => void;
  isAway: boolean;
};

function HandoverBody({ screen, send, isAway }: BodyProps) {
  const { t } = useTranslation('floor');
  const { manifest, parcels } = screen.reading;
  const { scanned, expected } = countParcels(screen.reading);
  if (screen.at === 'closed') return <Closed reading={screen.reading} />;
  if (screen.at === 'ask_close' || screen.at === 'closing') {
    const isClosing = screen.at === 'closing';
    return (
      <FullScreen
        meaning="attention"
        icon={IconLock}
        title={t('handover.askTitle', { count: scanned })}
        testId="ask-close"
      >
        <p>{t('handover.askWhy', { carrier: manifest.carrier })}</p>
        {expected > scanned && (
          <p>
            <b>{t('handover.askMissing', { count: expected - scanned })}</b>
          </p>
        )}
        {isClosing && <p role="status">{t(isAway ? 'pack.away' : 'handover.closing')}</p>}
        <BigButton
          kind="go"
          icon={IconTruckDelivery}
          isDisabled={isClosing}
          onClick={() => send({ type: 'go_on_pressed' })}
          testId="close-yes"
        >
          {t('handover.askYes', { count: scanned })}
        </BigButton>
        <BigButton
          isDisabled={isClosing}
          onClick={() => send({ type: 'back_pressed' })}
          testId="close-no"
        >
          {t('handover.askNo')}
        </BigButton>
      </FullScreen>
    );
  }
  const missing = parcels.filter((parcel) => !parcel.isOnManifest);
  const taken = parcels.filter((parcel) => parcel.isOnManifest);
  return (
    <div className={`${classes.scroll} ${classes.stack} ${classes.wide}`}>
      <div className={classes.tail}>
        {manifest.carrier} · {manifest.manifestNumber}
      </div>
      <div className={classes.count} aria-live="polite">
        <b data-testid="scanned">{scanned}</b>
        <span>{t('handover.ofExpected', { count: expected })}</span>
      </div>
      {missing.length > 0 && (
        <h2 className={classes.heading}>{t('handover.missing', { count: missing.length })}</h2>
      )}
      {missing.map((parcel) => (
        <ParcelRow key={parcel.parcelId} parcel={parcel} />
      ))}
      {taken.length > 0 && (
        <h2 className={classes.heading}>{t('handover.onTruck', { count: taken.length })}</h2>
      )}
      {taken.map((parcel) => (
        <ParcelRow key={parcel.parcelId} parcel={parcel} />
      ))}
    </div>
  );
}

function ParcelRow({ parcel }: { parcel: Parcel }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  return (
    <div className={classes.row} data-testid="parcel" data-on={parcel.isOnManifest || undefined}>
      {parcel.isOnManifest && (
        <IconCircleCheck
          size={28}
          color="var(--qs-ok)"
          role="img"
          aria-label={t('handover.isOn')}
        />
      )}
      <span className={classes.rowMain}>
        <b>{parcel.trackingNumber ?? parcel.sscc}</b>
        <small>
          {parcel.orderNumber} · {format.weight(parcel.weightG)}
        </small>
      </span>
    </div>
  );
}

function Closed({ reading }: { reading: ManifestReading }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const { manifest } = reading;
  return (
    <FullScreen
      meaning="ok"
      icon={IconCircleCheck}
      title={t('handover.closedTitle', { count: manifest.parcels })}
      testId="manifest-closed"
    >
      <p>
        {t('handover.closedWhy', {
          carrier: manifest.carrier,
          manifest: manifest.manifestNumber,
          weight: format.weight(manifest.weightG),
        })}
      </p>
      <a
        className={classes.button}
        data-kind="go"
        style={{ textDecoration: 'none' }}
        href={filePaths.manifestPdf(manifest.manifestId)}
        target="_blank"
        rel="noreferrer"
        data-testid="manifest-pdf"
      >
        <IconFileText size={28} aria-hidden="true" />
        {t('handover.pdf')}
      </a>
      <Link
        className={classes.button}
        style={{ textDecoration: 'none' }}
        to="/floor/$"
        params={{ _splat: 'handover' }}
      >
        {t('handover.nextCarrier')}
      </Link>
    </FullScreen>
  );
}
