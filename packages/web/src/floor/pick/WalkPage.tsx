import { type Tour, warehouseRoutes } from '@quayside/contract';
import {
  IconArrowBackUp,
  IconKeyboard,
  IconPackageOff,
  IconTransferOut,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { useProblemText } from '../../ui/states.tsx';
import type { FloorCommand } from '../outbox/command.ts';
import { useOutbox, useOutboxState, useSettled } from '../outbox/use-outbox.ts';
import { tourQuery } from '../queries.ts';
import { ScanBox } from '../scan/ScanBox.tsx';
import { useScanner } from '../scan/use-scanner.ts';
import type { WedgeOutput } from '../scan/wedge.ts';
import classes from '../ui/classes.ts';
import { FloorError, FloorWaiting } from '../ui/FloorStates.tsx';
import type { Feedback } from '../ui/feedback.ts';
import { NumberPad } from '../ui/NumberPad.tsx';
import { NewsPanel, NotePanel, ThumbKey } from '../ui/parts.tsx';
import { useFeedback } from '../ui/use-feedback.tsx';
import { useMachine } from '../use-machine.ts';
import { countedQty, openTour } from './moves.ts';
import { step } from './screen.ts';
import type { Draft, PickEffect, PickEvent, PickScreen, Refusal } from './state.ts';
import { type PickCommand, progressOf, project } from './tour.ts';
import {
  AskHandBack,
  AskUndo,
  BindTote,
  CountFound,
  Done,
  PutAside,
  Refused,
  ScanItem,
  ScanLocation,
  ScanTote,
  ShortAnswer,
} from './WalkViews.tsx';
import { expectedWords, newsWords, noteWords } from './words.ts';

/** One tour, walked: reads it, then hands over to the walk. */
export function WalkPage({ tourId }: { tourId: string }) {
  const read = useQuery(tourQuery(tourId));
  if (read.data !== undefined) {
    return <Walk key={tourId} first={read.data.tour} read={read.data} onReread={read.refetch} />;
  }
  if (read.error !== null) {
    return <FloorError error={read.error} onRetry={() => void read.refetch()} />;
  }
  return <FloorWaiting />;
}

function pendingOf(entries: readonly { command: FloorCommand }[], tourId: string): PickCommand[] {
  const pending: PickCommand[] = [];
  for (const { command } of entries) {
    if ('tourId' in command && command.tourId === tourId) pending.push(command);
  }
  return pending;
}

/** A refusal with what the tour knows of the stop that it is about. */
function refusalOf(problem: ApiProblem, command: PickCommand | null, tour: Tour): Refusal {
  const pickTaskId = command !== null && 'pickTaskId' in command ? command.pickTaskId : null;
  const stop = tour.stops.find((one) => one.pickTaskId === pickTaskId);
  return {
    problem,
    about: command?.kind ?? 'hand_back',
    locationCode: stop?.locationCode ?? null,
    skuName: stop?.skuName ?? null,
  };
}

type WalkProps = {
  first: Tour;
  read: { tour: Tour; beganAtMs: number };
  onReread: () => Promise<unknown>;
};

/** Runs the pick screen: its table, the outbox, and readings of the tour. */
function useWalk({ first, read, onReread }: WalkProps, perform: (effect: PickEffect) => void) {
  const outbox = useOutbox();
  const { tourId } = first;
  const [screen, send] = useMachine<PickScreen, PickEvent, PickEffect>(
    step,
    () => openTour(pendingOf(outbox.getState().waiting, tourId).reduce(project, first)),
    perform,
  );
  const answeredAtMs = useRef(0);
  useSettled((settled) => {
    const { command } = settled.entry;
    if (!('tourId' in command) || command.tourId !== tourId) return;
    const pending = pendingOf(outbox.getState().waiting, tourId);
    answeredAtMs.current = performance.now();
    if (!settled.ok) {
      send({ type: 'refused', refusal: refusalOf(settled.problem, command, first) });
      void onReread();
      return;
    }
    if (settled.answer.kind !== 'pick') return;
    send({ type: 'tour_read', tour: settled.answer.tour, pending });
    const { short } = settled.answer;
    if (short !== null && 'pickTaskId' in command) {
      send({ type: 'short_answered', pickTaskId: command.pickTaskId, ...short });
    }
  });
  useEffect(() => {
    // A reading that began before the last answer knows less than the screen does.
    if (read.beganAtMs <= answeredAtMs.current) return;
    const pending = pendingOf(outbox.getState().waiting, tourId);
    send({ type: 'tour_read', tour: read.tour, pending });
  }, [read, outbox, tourId, send]);
  return [screen, send] as const;
}

/** The walk with what its effects do: sound, outbox, giving back, leaving. */
function useWalkInPlace(props: WalkProps, giveFeedback: (feedback: Feedback) => void) {
  const outbox = useOutbox();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leave = async () => {
    await client.invalidateQueries({ queryKey: ['floor', 'tours'] });
    await navigate({ href: '/floor/pick' });
  };
  const handBack = async () => {
    try {
      await call(warehouseRoutes.handBackTour, { params: { id: props.first.tourId } });
      await leave();
    } catch (error) {
      send({ type: 'refused', refusal: refusalOf(asProblem(error), null, props.first) });
    }
  };
  const [screen, send] = useWalk(props, (effect) => {
    if (effect.do === 'feedback') giveFeedback(effect.feedback);
    else if (effect.do === 'send') outbox.put(effect.command);
    else if (effect.do === 'hand_back') void handBack();
    else void leave();
  });
  return [screen, send] as const;
}

/** The goods being counted, once one of them was scanned: only then may a number be typed. */
function countingOf(screen: PickScreen): Draft | null {
  if (screen.at !== 'scan_item' && screen.at !== 'scan_tote') return null;
  return screen.draft.skuScan === null ? null : screen.draft;
}

function Walk(props: WalkProps) {
  const { t } = useTranslation('floor');
  const { waiting } = useOutboxState();
  const [giveFeedback, flash] = useFeedback();
  const [screen, send] = useWalkInPlace(props, giveFeedback);
  // The stop whose number pad was opened: it does not stay open for the next one.
  const [padTaskId, setPadTaskId] = useState<string | null>(null);
  const counting = countingOf(screen);
  const isPadShown = counting !== null && counting.stop.pickTaskId === padTaskId;
  const take = (output: WedgeOutput) => {
    if (screen.at === 'count_found' || isPadShown) return;
    if (output.kind === 'scan') send({ type: 'scanned', text: output.text });
    else if (output.kind === 'quantity') send({ type: 'quantity_typed', qty: output.qty });
    else if (output.key === 'Enter') send({ type: 'go_on_pressed' });
    else if (output.key === 'Escape') send({ type: 'cancel_pressed' });
  };
  useScanner(take);
  // Each instruction and each answer begins at its top, also where large letters made it scroll.
  const { at, note } = screen;
  useEffect(() => {
    if (at !== 'count_found' || note !== null) window.scrollTo(0, 0);
  }, [at, note]);
  const expected = expectedWords(screen, t);
  const waitingHere = pendingOf(waiting, props.first.tourId).length;
  const pad = isPadShown ? (
    <CountPad draft={counting} send={send} onClose={() => setPadTaskId(null)} />
  ) : null;
  return (
    <div className={classes.page} data-testid="walk" data-at={screen.at}>
      {flash}
      <Progress tour={screen.tour} />
      <WalkBody screen={screen} send={send} waiting={waitingHere} pad={pad} />
      {expected !== null && !isPadShown && (
        <div className={classes.foot}>
          <ScanBox expected={expected} onOutput={take} />
          <WalkKeys
            screen={screen}
            send={send}
            waiting={waitingHere}
            onPad={() => {
              // Before the first scan the table says what is missing; afterwards the keys open.
              if (counting !== null) setPadTaskId(counting.stop.pickTaskId);
              else send({ type: 'quantity_typed', qty: 0 });
            }}
          />
        </div>
      )}
    </div>
  );
}

type PadProps = { draft: Draft; send: (event: PickEvent) => void; onClose: () => void };

function CountPad({ draft, send, onClose }: PadProps) {
  const { t } = useTranslation('floor');
  const closeWith = (event: PickEvent) => {
    onClose();
    send(event);
  };
  return (
    <NumberPad
      unit={t('walk.of', { total: draft.targetQty })}
      verb={(qty) => (qty === null ? t('walk.typeCount') : t('walk.takeCount', { count: qty }))}
      onDone={(qty) => closeWith({ type: 'quantity_typed', qty })}
      onCancel={onClose}
      onScan={(text) => closeWith({ type: 'scanned', text })}
    />
  );
}

function Progress({ tour }: { tour: Tour }) {
  const { t } = useTranslation('floor');
  const { units, pickedUnits, stopsLeft } = progressOf(tour);
  const share = units === 0 ? 0 : (100 * pickedUnits) / units;
  return (
    <div className={classes.progress} data-testid="progress">
      <div className={classes.progressWords}>
        <span>{t('walk.progress', { picked: pickedUnits, units })}</span>
        <span>{t('walk.stopsLeft', { count: stopsLeft })}</span>
      </div>
      <div className={classes.track} aria-hidden="true">
        <div style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}

type BodyProps = {
  screen: PickScreen;
  send: (event: PickEvent) => void;
  waiting: number;
  pad: ReactNode;
};

function WalkBody({ screen, send, waiting, pad }: BodyProps) {
  const { t } = useTranslation('floor');
  const isFull = ['wait_short', 'told_short', 'ask_hand_back', 'put_aside', 'refused', 'done'];
  const view = <WalkView screen={screen} send={send} waiting={waiting} pad={pad} />;
  return (
    <>
      {(screen.note !== null || screen.news !== null) && (
        <div className={`${classes.scroll} ${classes.stack}`} style={{ flex: 'none' }}>
          {screen.note !== null && (
            <NotePanel tone={screen.note.tone} words={noteWords(screen.note, t)} />
          )}
          {screen.news !== null && <NewsPanel>{newsWords(screen.news, t)}</NewsPanel>}
        </div>
      )}
      {isFull.includes(screen.at) ? view : <div className={classes.instruction}>{view}</div>}
    </>
  );
}

function WalkView({ screen, send, waiting, pad }: BodyProps) {
  switch (screen.at) {
    case 'bind_tote':
      return <BindTote tour={screen.tour} slot={screen.slot} />;
    case 'scan_location':
      return <ScanLocation stop={screen.stop} />;
    case 'scan_item':
      return <ScanItem screen={screen} pad={pad} />;
    case 'scan_tote':
      return <ScanTote screen={screen} pad={pad} />;
    case 'count_found':
      return <CountFound screen={screen} send={send} />;
    case 'wait_short':
    case 'told_short':
      return <ShortAnswer screen={screen} send={send} />;
    case 'ask_undo':
      return <AskUndo screen={screen} send={send} />;
    case 'ask_hand_back':
      return (
        <AskHandBack tour={screen.tour} left={progressOf(screen.tour).stopsLeft} send={send} />
      );
    case 'put_aside':
      return <PutAside screen={screen} send={send} />;
    case 'refused':
      return <RefusedInWords screen={screen} send={send} />;
    case 'done':
      return <Done screen={screen} waiting={waiting} send={send} />;
    default:
      return screen satisfies never;
  }
}

function RefusedInWords(props: {
  screen: Extract<PickScreen, { at: 'refused' }>;
  send: (event: PickEvent) => void;
}) {
  const said = useProblemText(props.screen.refusal.problem);
  return <Refused {...props} said={said} />;
}

type KeysProps = {
  screen: PickScreen;
  send: (event: PickEvent) => void;
  waiting: number;
  onPad: () => void;
};

/** The same four keys in the same places at every stop; before the first there is only one. */
function WalkKeys({ screen, send, waiting, onPad }: KeysProps) {
  const { t } = useTranslation('floor');
  const isAtStop = ['scan_location', 'scan_item', 'scan_tote'].includes(screen.at);
  if (!isAtStop && screen.at !== 'bind_tote') return null;
  const held = 'draft' in screen && screen.draft !== null ? countedQty(screen.draft) : 0;
  return (
    <div className={classes.keys}>
      {isAtStop && (
        <>
          <ThumbKey
            icon={IconPackageOff}
            onClick={() => send({ type: 'short_pressed' })}
            testId="key-short"
          >
            {t('walk.short')}
          </ThumbKey>
          <ThumbKey icon={IconKeyboard} onClick={onPad} testId="key-count">
            {t('walk.count')}
          </ThumbKey>
          <ThumbKey
            icon={IconArrowBackUp}
            onClick={() => send({ type: 'undo_pressed' })}
            testId="key-undo"
          >
            {t(held > 0 ? 'walk.undoScan' : 'walk.undo')}
          </ThumbKey>
        </>
      )}
      <ThumbKey
        icon={IconTransferOut}
        onClick={() => send({ type: 'hand_back_pressed', waiting })}
        testId="key-hand-back"
      >
        {t('walk.handBack')}
      </ThumbKey>
    </div>
  );
}
