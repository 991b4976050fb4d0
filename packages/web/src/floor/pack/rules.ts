import { isSameCode, readCode } from '../scan/read-code.ts';
import { leftQty, lineOf, parseWeightG, totals, withoutPending } from './job.ts';
import type {
  OnBench,
  PackEffect,
  PackEventOf,
  PackNote,
  PackScreen,
  PackScreenAt,
  PackStep,
  PackTable,
} from './state.ts';

const stay = (screen: PackScreen): PackStep => ({ screen, effects: [] });

function told(screen: PackScreen, note: PackNote): PackStep {
  return { screen: { ...screen, note }, effects: [{ do: 'feedback', feedback: note.tone }] };
}

function quiet(screen: PackScreen, effects: readonly PackEffect[] = []): PackStep {
  return { screen: { ...screen, note: null }, effects };
}

function right(screen: PackScreen, effects: readonly PackEffect[] = []): PackStep {
  return quiet(screen, [...effects, { do: 'feedback', feedback: 'right' }]);
}

const empty = (): PackScreen => ({ at: 'scan_tote', note: null });
const busy = (screen: PackScreen) => told(screen, { tone: 'wrong', kind: 'busy' });
const isOutstanding = (bench: OnBench) =>
  Object.values(bench.pending).some((waitingQty) => waitingQty > 0);

/** The screen that a job asks for: what the server says of it decides, not what was shown before. */
export function benchOf(bench: OnBench, cartonCode: string | null): PackScreen {
  const { job, pending, note } = bench;
  const base = { job, pending, note };
  if (job.isCancelled) return { ...base, at: 'stopped' };
  if (job.parcel !== null) {
    const isOut = job.parcel.state === 'closed' && job.parcel.labelError === null;
    return { ...base, at: isOut ? 'wait_label' : 'labelled' };
  }
  if (job.isComplete && !isOutstanding(bench)) {
    const code = cartonCode ?? job.suggestedCartonCode ?? job.cartons[0]?.cartonCode;
    if (code !== undefined) return { ...base, at: 'choose_carton', cartonCode: code };
  }
  return { ...base, at: 'verify' };
}

/** Another tote, order or label: its job comes onto the bench. */
function open(_: PackScreen, event: PackEventOf<'scanned'>): PackStep {
  const scan = readCode(event.text).raw;
  return { screen: { at: 'opening', scan, note: null }, effects: [{ do: 'open', scan }] };
}

function opened(screen: PackScreen, event: PackEventOf<'job_read'>): PackStep {
  const next = benchOf({ job: event.job, pending: {}, note: null }, null);
  const feedback = next.at === 'stopped' ? 'wrong' : 'right';
  // A poll that comes late for a job already set aside changes nothing.
  if (screen.at === 'scan_tote') return stay(screen);
  return { screen: next, effects: [{ do: 'feedback', feedback }] };
}

function verify(screen: PackScreenAt<'verify'>, event: PackEventOf<'scanned'>): PackStep {
  const { job, pending } = screen;
  const code = readCode(event.text);
  const match = lineOf(job, pending, code);
  if (match === null) {
    const { verified } = totals(job, pending);
    // An empty carton may be left for another one; a begun one is finished or started over first.
    if (verified === 0 && code.gtin14 === null) return open(screen, event);
    return told(screen, { tone: 'wrong', kind: 'unknown_item', code: code.text });
  }
  const { line, unitsPer } = match;
  const left = leftQty(line, pending);
  const { skuName } = line;
  if (left === 0)
    return told(screen, { tone: 'wrong', kind: 'extra_item', skuName, qty: line.qty });
  if (unitsPer > left) {
    return told(screen, { tone: 'wrong', kind: 'pack_too_big', skuName, leftQty: left, unitsPer });
  }
  const now = { ...pending, [line.outboundLineId]: (pending[line.outboundLineId] ?? 0) + unitsPer };
  const { outboundOrderId } = job;
  return right({ ...screen, pending: now }, [{ do: 'verify', outboundOrderId, scan: code.raw }]);
}

/** A newer reading of the job on the bench; a reading of another job is not for this screen. */
function read(screen: Extract<PackScreen, OnBench>, event: PackEventOf<'job_read'>): PackStep {
  if (event.job.outboundOrderId !== screen.job.outboundOrderId) return stay(screen);
  const pending =
    event.verifiedScan === null
      ? screen.pending
      : withoutPending(screen.job, screen.pending, event.verifiedScan);
  const carton = 'cartonCode' in screen ? screen.cartonCode : null;
  const next = benchOf({ job: event.job, pending, note: screen.note }, carton);
  // A reading that changes nothing must not throw the packer back to the choice of a carton.
  const isOnTheWay =
    (next.at === 'choose_carton' && carton !== null) ||
    (next.at === 'stopped' && screen.at === 'putting_back');
  if (isOnTheWay) return stay({ ...screen, job: event.job, pending });
  if (next.at === screen.at) return stay(next);
  return {
    screen: { ...next, note: null },
    effects: [{ do: 'feedback', feedback: soundOf(next) }],
  };
}

function soundOf(next: PackScreen) {
  if (next.at === 'stopped') return 'wrong';
  if (next.at === 'labelled') return next.job.parcel?.labelError === null ? 'done' : 'wrong';
  return next.at === 'choose_carton' ? 'done' : 'right';
}

function refusedOnBench(
  screen: Extract<PackScreen, OnBench>,
  event: PackEventOf<'refused'>,
): PackStep {
  const { problem, verifiedScan } = event;
  const note = { tone: 'wrong', kind: 'refused', problem } as const;
  const effects: PackEffect[] = [{ do: 'feedback', feedback: 'wrong' }];
  const base = { job: screen.job, note, pending: screen.pending };
  if (verifiedScan !== null) {
    base.pending = withoutPending(screen.job, screen.pending, verifiedScan);
    effects.push({ do: 'reread', scan: screen.job.orderNumber });
    return { screen: { ...benchOf(base, null), note }, effects };
  }
  if (problem.code === 'order_cancelled') {
    const job = { ...screen.job, isCancelled: true };
    return { screen: { ...base, job, at: 'stopped' }, effects };
  }
  if (screen.at === 'closing' && problem.code === 'weight_implausible') {
    const { cartonCode, weightG } = screen;
    return { screen: { ...base, note: null, at: 'doubt_weight', cartonCode, weightG }, effects };
  }
  if (screen.at === 'closing') {
    effects.push({ do: 'reread', scan: screen.job.orderNumber });
    return { screen: { ...base, at: 'weigh', cartonCode: screen.cartonCode }, effects };
  }
  if (screen.at === 'putting_back') return { screen: { ...base, at: 'stopped' }, effects };
  return { screen: { ...screen, note }, effects };
}

// --- carton and weight --------------------------------------------------------------------------

type Closing = PackScreenAt<'choose_carton' | 'weigh' | 'doubt_weight'>;

function takeCarton(screen: Closing, cartonCode: string): PackStep {
  const { job, pending } = screen;
  return right({ at: 'weigh', job, pending, cartonCode, note: null });
}

function cartonByScan(screen: Closing, event: PackEventOf<'scanned'>): PackStep {
  const code = readCode(event.text);
  const carton = screen.job.cartons.find((one) => isSameCode(code, one.cartonCode));
  if (carton !== undefined) return takeCarton(screen, carton.cartonCode);
  const match = lineOf(screen.job, screen.pending, code);
  if (match !== null) {
    const { skuName, qty } = match.line;
    return told(screen, { tone: 'wrong', kind: 'extra_item', skuName, qty });
  }
  return told(screen, { tone: 'wrong', kind: 'unknown_carton', code: code.text });
}

function cartonByKey(screen: Closing, event: PackEventOf<'number_key'>): PackStep {
  const carton = screen.job.cartons[event.digit - 1];
  return carton === undefined ? stay(screen) : takeCarton(screen, carton.cartonCode);
}

function close(screen: Closing, weightG: number, isWeightConfirmed: boolean): PackStep {
  const { job, pending, cartonCode } = screen;
  const { outboundOrderId } = job;
  return quiet({ at: 'closing', job, pending, cartonCode, weightG, note: null }, [
    { do: 'close', outboundOrderId, cartonCode, weightG, isWeightConfirmed },
  ]);
}

function weigh(screen: PackScreenAt<'weigh' | 'doubt_weight'>, text: string): PackStep {
  const weightG = parseWeightG(text);
  if (weightG !== null) return close(screen, weightG, false);
  return told(screen, { tone: 'wrong', kind: 'no_weight', text });
}

const backToVerify = (screen: Closing): PackStep => {
  const { job, pending, cartonCode } = screen;
  return quiet({ at: 'choose_carton', job, pending, cartonCode, note: null });
};

// --- after the label ----------------------------------------------------------------------------

function leaveWaiting(screen: PackScreenAt<'wait_label'>): PackStep {
  const { orderNumber } = screen.job;
  return told(empty(), { tone: 'again', kind: 'label_still_out', orderNumber });
}

function putBack(screen: PackScreenAt<'stopped'>, event: PackEventOf<'scanned'>): PackStep {
  const { job, pending } = screen;
  const locationScan = readCode(event.text).raw;
  return quiet({ at: 'putting_back', job, pending, note: null }, [
    { do: 'put_back', outboundOrderId: job.outboundOrderId, locationScan },
  ]);
}

const startOver = (screen: Extract<PackScreen, OnBench>): PackStep =>
  isOutstanding(screen)
    ? busy(screen)
    : quiet(screen, [{ do: 'start_over', outboundOrderId: screen.job.outboundOrderId }]);

const onlyRefused = (screen: PackScreen, event: PackEventOf<'refused'>): PackStep =>
  told(screen.at === 'opening' ? empty() : screen, {
    tone: 'wrong',
    kind: 'refused',
    problem: event.problem,
  });

// --- the table ----------------------------------------------------------------------------------

/** What every state of the pack station does with every event. */
export const rules: PackTable = {
  scan_tote: {
    scanned: open,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: stay,
    back_pressed: (screen) => quiet(screen),
    start_over_pressed: stay,
    job_read: opened,
    put_back_done: stay,
    refused: onlyRefused,
  },
  opening: {
    scanned: busy,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: stay,
    back_pressed: () => quiet(empty()),
    start_over_pressed: stay,
    job_read: opened,
    put_back_done: stay,
    refused: onlyRefused,
  },
  verify: {
    scanned: verify,
    carton_picked: (screen) => notReady(screen),
    number_key: stay,
    weight_typed: (screen) => notReady(screen),
    go_on_pressed: stay,
    // Scans of an unclosed carton stay with the server: opening the tote again finds them.
    back_pressed: (screen) => (isOutstanding(screen) ? busy(screen) : quiet(empty())),
    start_over_pressed: startOver,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  choose_carton: {
    scanned: cartonByScan,
    carton_picked: (screen, event) => takeCarton(screen, event.cartonCode),
    number_key: cartonByKey,
    weight_typed: stay,
    go_on_pressed: (screen) => takeCarton(screen, screen.cartonCode),
    back_pressed: () => quiet(empty()),
    start_over_pressed: startOver,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  weigh: {
    scanned: cartonByScan,
    carton_picked: (screen, event) => takeCarton(screen, event.cartonCode),
    number_key: stay,
    weight_typed: (screen, event) => weigh(screen, event.text),
    go_on_pressed: stay,
    back_pressed: backToVerify,
    start_over_pressed: startOver,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  doubt_weight: {
    scanned: cartonByScan,
    carton_picked: (screen, event) => takeCarton(screen, event.cartonCode),
    number_key: stay,
    weight_typed: (screen, event) => weigh(screen, event.text),
    go_on_pressed: (screen) => close(screen, screen.weightG, true),
    back_pressed: (screen) => takeCarton(screen, screen.cartonCode),
    start_over_pressed: startOver,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  closing: {
    scanned: busy,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: stay,
    back_pressed: stay,
    start_over_pressed: stay,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  wait_label: {
    scanned: (screen) => told(screen, { tone: 'wrong', kind: 'busy' }),
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: leaveWaiting,
    back_pressed: leaveWaiting,
    start_over_pressed: stay,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  labelled: {
    scanned: open,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: () => quiet(empty()),
    back_pressed: () => quiet(empty()),
    start_over_pressed: stay,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  stopped: {
    scanned: putBack,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: stay,
    back_pressed: () => quiet(empty()),
    start_over_pressed: stay,
    job_read: read,
    put_back_done: stay,
    refused: refusedOnBench,
  },
  putting_back: {
    scanned: busy,
    carton_picked: stay,
    number_key: stay,
    weight_typed: stay,
    go_on_pressed: stay,
    back_pressed: stay,
    start_over_pressed: stay,
    job_read: read,
    put_back_done: (screen) => {
      const { orderNumber } = screen.job;
      return told(empty(), { tone: 'right', kind: 'put_back_done', orderNumber });
    },
    refused: refusedOnBench,
  },
};

function notReady(screen: PackScreenAt<'verify'>): PackStep {
  const { qty, verified } = totals(screen.job, screen.pending);
  return told(screen, { tone: 'wrong', kind: 'not_ready', leftQty: qty - verified });
}
