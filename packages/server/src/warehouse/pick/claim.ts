import type { Tour } from '@quayside/contract';
import { Refusal, type Tx } from '../../platform/index.ts';
import { mustBeMine, pickerOf } from './picker.ts';
import {
  lockPicker,
  lockTour,
  releaseTour,
  takeNextTour,
  takeTour,
  tourById,
  tourOfPicker,
} from './queries.ts';
import { getTour } from './read.ts';

/**
 * Gives a picker a tour: the one asked for; else the one they already walk; else the next of the node
 * by deadline; else null. Two pickers never get one tour. Refuses `task_taken`, `task_done`.
 */
export async function claimTour(
  tx: Tx,
  choice: { nodeId: string; tourId?: string },
): Promise<Tour | null> {
  const picker = pickerOf(tx);
  await lockPicker(tx, picker.id);
  if (choice.tourId !== undefined) return claimGiven(tx, choice.nodeId, choice.tourId);
  const mine = await tourOfPicker(tx, choice.nodeId, picker.id);
  const tourId = mine ?? (await takeNextTour(tx, choice.nodeId, picker));
  if (tourId === null) return null;
  tx.touch('warehouse');
  return getTour(tx, tourId);
}

async function claimGiven(tx: Tx, nodeId: string, tourId: string): Promise<Tour> {
  const picker = pickerOf(tx);
  const before = await tourById(tx, tourId);
  if (before.nodeId !== nodeId) {
    throw new Refusal('not_found', `Tour ${before.tourNumber} belongs to another node.`, {
      facts: { tourNumber: before.tourNumber, expected: nodeId, got: before.nodeId },
    });
  }
  if (!(await takeTour(tx, tourId, picker))) {
    const tour = await tourById(tx, tourId);
    if (tour.state !== 'claimed') {
      throw new Refusal('task_done', `Tour ${tour.tourNumber} is ${tour.state}.`, {
        facts: { tourNumber: tour.tourNumber, state: tour.state },
        remedy: 'Take the next tour.',
      });
    }
    mustBeMine(tx, tour);
  }
  tx.touch('warehouse');
  return getTour(tx, tourId);
}

/**
 * Gives the rest of a tour back; what was picked stays in the totes on the cart. Refuses `task_taken`
 * for another's tour, unless a planner does it.
 */
export async function handBackTour(
  tx: Tx,
  tourId: string,
  options: { isPlanner: boolean },
): Promise<void> {
  const tour = await lockTour(tx, tourId);
  if (tour.state === 'open') return;
  if (!options.isPlanner) mustBeMine(tx, tour);
  if (tour.state !== 'claimed') {
    throw new Refusal(
      'task_done',
      `Tour ${tour.tourNumber} is ${tour.state}; nothing is left of it.`,
      {
        facts: { tourNumber: tour.tourNumber, state: tour.state },
      },
    );
  }
  await releaseTour(tx, tourId);
  tx.touch('warehouse');
}
