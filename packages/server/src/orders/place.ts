import type { Address } from '@quayside/contract';
import type { Place } from '../stock/index.ts';

/**
 * Where an address lies, well enough to compare nodes: Singapore by the first two digits of its
 * postcode (the postal sector; the 28 districts' centres, to about 2 km), other countries by their
 * middle. Null where we cannot say; distance then decides nothing.
 * Source: Singapore Land Authority's list of postal sectors by district; centres read off a map.
 */
export function placeOf(address: Address | null): Place | null {
  if (address === null) return null;
  const country = address.country?.toUpperCase() ?? '';
  if (country === 'SG' || country === 'SINGAPORE') {
    const sector = /^\d{6}$/.test(address.postcode ?? '')
      ? (address.postcode ?? '').slice(0, 2)
      : '';
    const district = districts.find((d) => d.sectors.includes(sector));
    return district === undefined
      ? { latitude: 1.3521, longitude: 103.8198 }
      : { latitude: district.latitude, longitude: district.longitude };
  }
  return middles[country] ?? null;
}

interface District {
  sectors: readonly string[];
  latitude: number;
  longitude: number;
}

const district = (sectors: string, latitude: number, longitude: number): District => ({
  sectors: sectors.split(' '),
  latitude,
  longitude,
});

const districts: readonly District[] = [
  district('01 02 03 04 05 06', 1.283, 103.851),
  district('07 08', 1.275, 103.841),
  district('14 15 16', 1.288, 103.814),
  district('09 10', 1.267, 103.822),
  district('11 12 13', 1.305, 103.769),
  district('17', 1.292, 103.851),
  district('18 19', 1.301, 103.857),
  district('20 21', 1.312, 103.854),
  district('22 23', 1.304, 103.832),
  district('24 25 26 27', 1.316, 103.806),
  district('28 29 30', 1.324, 103.842),
  district('31 32 33', 1.329, 103.858),
  district('34 35 36 37', 1.329, 103.882),
  district('38 39 40 41', 1.319, 103.893),
  district('42 43 44 45', 1.306, 103.91),
  district('46 47 48', 1.326, 103.94),
  district('49 50 81', 1.361, 103.985),
  district('51 52', 1.352, 103.948),
  district('53 54 55 82', 1.372, 103.886),
  district('56 57', 1.364, 103.842),
  district('58 59', 1.34, 103.773),
  district('60 61 62 63 64', 1.338, 103.703),
  district('65 66 67 68', 1.376, 103.757),
  district('69 70 71', 1.407, 103.709),
  district('72 73', 1.436, 103.786),
  district('77 78', 1.394, 103.825),
  district('75 76', 1.428, 103.836),
  district('79 80', 1.391, 103.875),
];

const middles: Record<string, Place> = {
  VN: { latitude: 16.1, longitude: 107.9 },
  MY: { latitude: 3.8, longitude: 102.3 },
  TH: { latitude: 14.9, longitude: 101.2 },
  ID: { latitude: -6.6, longitude: 107.8 },
  PH: { latitude: 13.3, longitude: 122.1 },
  TW: { latitude: 23.8, longitude: 120.9 },
};
