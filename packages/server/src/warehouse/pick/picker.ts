import { Refusal, type Tx } from '../../platform/index.ts';
import type { TourFacts } from './queries.ts';

/** Who picks: the person (or key) of the transaction. */
export function pickerOf(tx: Tx): { id: string; name: string } {
  return { id: tx.actor.id ?? `${tx.actor.kind}:${tx.actor.name}`, name: tx.actor.name };
}

/** Refuses a tour that somebody else walks, or that nobody has taken yet. */
export function mustBeMine(tx: Tx, tour: TourFacts): void {
  if (tour.pickerId === pickerOf(tx).id) return;
  if (tour.pickerId === null) {
    throw new Refusal('state_refused', `Nobody has taken tour ${tour.tourNumber} yet.`, {
      facts: { tourNumber: tour.tourNumber, state: tour.state },
      remedy: 'Take the tour first.',
    });
  }
  throw new Refusal('task_taken', `${tour.pickerName ?? 'Somebody else'} walks this tour.`, {
    facts: { tourNumber: tour.tourNumber, pickerName: tour.pickerName },
    remedy: 'Take another tour, or ask for this one to be handed back.',
  });
}
