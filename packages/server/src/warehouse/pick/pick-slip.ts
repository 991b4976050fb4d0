import { locationsById, nodeById, skusById } from '../../catalogue/index.ts';
import { pickSlipPdf } from '../../documents/index.ts';
import { type Clock, Refusal, type Tx, tenantFacts } from '../../platform/index.ts';
import { languageOf, onPaper } from '../paper.ts';
import { slotsOf, tasksOfTour, tourById } from './queries.ts';

/** A tour on paper: its open stops in walking order, for the hour in which the handhelds are down. */
export async function pickSlipOf(
  tx: Tx,
  tourId: string,
  clock: Clock,
): Promise<{ contentType: string; content: Uint8Array; name: string }> {
  const tour = await tourById(tx, tourId);
  const tasks = (await tasksOfTour(tx, tourId)).filter((task) => task.state === 'open');
  if (tasks.length === 0) {
    throw new Refusal('task_done', `Tour ${tour.tourNumber} has no open stop to print.`, {
      facts: { tourNumber: tour.tourNumber, state: tour.state },
    });
  }
  const slots = new Map((await slotsOf(tx, tourId)).map((s) => [s.outboundOrderId, s.slot]));
  const skus = await skusById(
    tx,
    tasks.map((task) => task.skuId),
  );
  const places = await locationsById(
    tx,
    tasks.map((task) => task.locationId),
  );
  const node = await nodeById(tx, tour.nodeId);
  const tenant = await tenantFacts(tx);
  const content = await onPaper(() =>
    pickSlipPdf({
      tourNumber: tour.tourNumber,
      waveNumber: tour.waveNumber,
      nodeName: node.name,
      ...(tour.pickerName === null ? {} : { pickerName: tour.pickerName }),
      stops: tasks.map((task) => ({
        locationCode: places.get(task.locationId)?.locationCode ?? '?',
        skuCode: skus.get(task.skuId)?.skuCode ?? '?',
        itemName: skus.get(task.skuId)?.name ?? '?',
        qty: task.qty - task.pickedQty,
        toteSlot: String(slots.get(task.outboundOrderId) ?? '?'),
      })),
      printedAt: clock.now(),
      timeZone: node.timeZone,
      language: languageOf(tenant),
    }),
  );
  return { contentType: 'application/pdf', content, name: `pick-slip-${tour.tourNumber}.pdf` };
}
