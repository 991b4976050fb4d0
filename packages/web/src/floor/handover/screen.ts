import { isSameParcel, readCode } from '../scan/read-code.ts';
import type {
  HandoverEvent,
  HandoverEventOf,
  HandoverNote,
  HandoverRules,
  HandoverScreen,
  HandoverStep,
  HandoverTable,
  ManifestReading,
  Parcel,
} from './state.ts';

// The story. The carrier's driver stands at the dock. Every parcel is scanned as it goes onto the
// truck: one that waits here counts at once, one that is foreign or cancelled is refused with the
// reason. What is missing stays on the screen. Closing is asked twice, because it is final.

/** A manifest as it opens: still taking scans, or closed for good. */
export function openManifestScreen(reading: ManifestReading): HandoverScreen {
  return { at: reading.manifest.state === 'closed' ? 'closed' : 'scanning', reading, note: null };
}

/** Parcels scanned onto the manifest, and those of its carrier that should still come. */
export function countParcels(reading: ManifestReading): { scanned: number; expected: number } {
  const scanned = reading.parcels.filter((parcel) => parcel.isOnManifest).length;
  return { scanned, expected: reading.parcels.length };
}

const stay = (screen: HandoverScreen): HandoverStep => ({ screen, effects: [] });

function told(screen: HandoverScreen, note: HandoverNote): HandoverStep {
  return { screen: { ...screen, note }, effects: [{ do: 'feedback', feedback: note.tone }] };
}

function withParcel(reading: ManifestReading, parcel: Parcel): ManifestReading {
  const isKnown = reading.parcels.some((one) => one.parcelId === parcel.parcelId);
  const parcels = isKnown
    ? reading.parcels.map((one) => (one.parcelId === parcel.parcelId ? parcel : one))
    : [...reading.parcels, parcel];
  return { ...reading, parcels };
}

function scanned(screen: HandoverScreen, event: HandoverEventOf<'scanned'>): HandoverStep {
  const code = readCode(event.text);
  const { manifestId } = screen.reading.manifest;
  const parcel = screen.reading.parcels.find((one) =>
    isSameParcel(code, one.sscc, one.trackingNumber),
  );
  if (parcel === undefined) {
    // Only the server knows whose it is and why it may not go; it is asked and its answer is told.
    return {
      screen: { ...screen, note: { tone: 'again', kind: 'checking', code: code.text } },
      effects: [{ do: 'send', manifestId, scan: code.raw }],
    };
  }
  const { orderNumber } = parcel;
  if (parcel.isOnManifest) {
    return told(screen, { tone: 'again', kind: 'already_on', orderNumber, code: code.text });
  }
  const reading = withParcel(screen.reading, { ...parcel, isOnManifest: true });
  const note = { tone: 'right', kind: 'taken', orderNumber, code: code.text } as const;
  return {
    screen: { ...screen, reading, note },
    effects: [
      { do: 'send', manifestId, scan: code.raw },
      { do: 'feedback', feedback: 'right' },
    ],
  };
}

function answered(screen: HandoverScreen, event: HandoverEventOf<'answered'>): HandoverStep {
  const { parcel, manifest, scan } = event;
  const reading = { ...withParcel(screen.reading, parcel), manifest };
  const code = readCode(scan).text;
  // A parcel counted at once was told at once; one that the server had to name is told now.
  const isAwaited = screen.note?.kind === 'checking' && screen.note.code === code;
  if (!isAwaited) return stay({ ...screen, reading });
  const { orderNumber } = parcel;
  return event.wasAlreadyOn
    ? told({ ...screen, reading }, { tone: 'again', kind: 'already_on', orderNumber, code })
    : told({ ...screen, reading }, { tone: 'right', kind: 'taken', orderNumber, code });
}

function refused(screen: HandoverScreen, event: HandoverEventOf<'refused'>): HandoverStep {
  const code = event.scan === null ? null : readCode(event.scan).text;
  const at = screen.at === 'closed' ? 'closed' : 'scanning';
  const step = told(
    { ...screen, at },
    { tone: 'wrong', kind: 'refused', problem: event.problem, code },
  );
  return { ...step, effects: [...step.effects, { do: 'reread' }] };
}

/** A newer reading; while scans are on their way what they count is kept. */
function read(screen: HandoverScreen, event: HandoverEventOf<'manifest_read'>): HandoverStep {
  const at = event.reading.manifest.state === 'closed' ? 'closed' : screen.at;
  return stay({ ...screen, at, reading: event.reading });
}

function askClose(screen: HandoverScreen, event: HandoverEventOf<'close_pressed'>): HandoverStep {
  const { waiting } = event;
  if (waiting > 0) return told(screen, { tone: 'again', kind: 'scans_waiting', waiting });
  if (countParcels(screen.reading).scanned === 0) {
    return told(screen, { tone: 'wrong', kind: 'nothing_scanned' });
  }
  return stay({ ...screen, at: 'ask_close', note: null });
}

const closed = (screen: HandoverScreen, event: HandoverEventOf<'closed'>): HandoverStep => ({
  screen: {
    at: 'closed',
    reading: { ...screen.reading, manifest: event.manifest },
    note: null,
  },
  effects: [{ do: 'feedback', feedback: 'done' }],
});
const isClosed = (screen: HandoverScreen) => told(screen, { tone: 'wrong', kind: 'is_closed' });
const toScanning = (screen: HandoverScreen) => stay({ ...screen, at: 'scanning', note: null });

/** What every state of the hand-over does with every event. */
export const rules: HandoverTable = {
  scanning: {
    scanned,
    answered,
    manifest_read: read,
    closed,
    refused,
    close_pressed: askClose,
    go_on_pressed: stay,
    back_pressed: (screen) => stay({ ...screen, note: null }),
  },
  ask_close: {
    // One more parcel has turned up: it counts, and the question is asked again later.
    scanned: (screen, event) => scanned({ ...screen, at: 'scanning' }, event),
    answered,
    manifest_read: read,
    closed,
    refused,
    close_pressed: stay,
    go_on_pressed: (screen) => ({
      screen: { ...screen, at: 'closing', note: null },
      effects: [{ do: 'close', manifestId: screen.reading.manifest.manifestId }],
    }),
    back_pressed: toScanning,
  },
  closing: {
    scanned: isClosed,
    answered,
    manifest_read: read,
    closed,
    refused,
    close_pressed: stay,
    go_on_pressed: stay,
    back_pressed: stay,
  },
  closed: {
    scanned: isClosed,
    answered,
    manifest_read: read,
    closed: stay,
    refused,
    close_pressed: stay,
    go_on_pressed: stay,
    back_pressed: stay,
  },
};

/** One event in: the next screen and what the page has to do out. */
export function step(screen: HandoverScreen, event: HandoverEvent): HandoverStep {
  switch (screen.at) {
    case 'scanning':
      return apply(rules.scanning, screen, event);
    case 'ask_close':
      return apply(rules.ask_close, screen, event);
    case 'closing':
      return apply(rules.closing, screen, event);
    case 'closed':
      return apply(rules.closed, screen, event);
    default:
      return screen satisfies never;
  }
}

function apply<S extends HandoverScreen>(
  of: HandoverRules<S>,
  screen: S,
  event: HandoverEvent,
): HandoverStep {
  switch (event.type) {
    case 'scanned':
      return of.scanned(screen, event);
    case 'answered':
      return of.answered(screen, event);
    case 'manifest_read':
      return of.manifest_read(screen, event);
    case 'closed':
      return of.closed(screen, event);
    case 'refused':
      return of.refused(screen, event);
    case 'close_pressed':
      return of.close_pressed(screen, event);
    case 'go_on_pressed':
      return of.go_on_pressed(screen, event);
    case 'back_pressed':
      return of.back_pressed(screen, event);
    default:
      return event satisfies never;
  }
}
