import { type PackageRow } from './marketplaces/shopee/order-rows.ts';
import { deliverParcel, pickUpParcel } from './marketplaces/shopee/parcels.ts';
import type { World } from './world.ts';

/** What the carrier's scanner said about each code it was shown. */
export interface CarrierScan {
  done: string[];
  refused: { code: string; reason: string }[];
}

/** Parcels by tracking number, parcel number or order number: a driver scans what is on the label. */
function parcelsBy(world: World, code: string): PackageRow[] {
  return world.database.rows<PackageRow>(
    `select * from package where tracking_number = ?1 or package_number = ?1 or order_sn = ?1
      order by package_number`,
    code,
  );
}

/** The carrier collects (or delivers) parcels; each code gets its answer. */
export function scanParcels(
  world: World,
  codes: string[],
  what: 'pickup' | 'deliver',
): CarrierScan {
  const scan: CarrierScan = { done: [], refused: [] };
  const act = what === 'pickup' ? pickUpParcel : deliverParcel;
  for (const code of codes) {
    const parcels = parcelsBy(world, code);
    if (parcels.length === 0) {
      scan.refused.push({ code, reason: 'unknown parcel' });
      continue;
    }
    for (const parcel of parcels) {
      if (act(world, parcel.package_number)) scan.done.push(parcel.tracking_number);
      else scan.refused.push({ code, reason: `parcel is ${parcel.logistics_status}` });
    }
  }
  return scan;
}
