import type { LabelParty, PaperLanguage } from '../documents/index.ts';
import { DocumentInputError } from '../documents/index.ts';
import { Refusal, type TenantFacts } from '../platform/index.ts';

/** What cannot be printed truthfully is a refusal that names the field, not a fault of ours. */
export async function onPaper<T>(print: () => Promise<T> | T): Promise<T> {
  try {
    return await print();
  } catch (error) {
    if (!(error instanceof DocumentInputError)) throw error;
    throw new Refusal('invalid_input', `The paper can't be printed: ${error.message}.`, {
      facts: { field: error.field, expected: error.expected },
      remedy: 'Correct the named field of the order, node or tenant.',
    });
  }
}

export function languageOf(tenant: TenantFacts): PaperLanguage {
  return tenant.locale.startsWith('vi') ? 'vi' : 'en';
}

/** `ZZ` is ISO 3166's own code for "unknown": better on a label than a wrong country. */
const UNKNOWN_COUNTRY = 'ZZ';

/** The ISO 3166 code of a country given as code or as its English name, as channels do. */
export function countryCodeOf(country: string | undefined): string {
  const text = country?.trim() ?? '';
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase();
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const name = names.of(code);
      if (name !== code && name?.toLowerCase() === text.toLowerCase()) return code;
    }
  }
  return UNKNOWN_COUNTRY;
}

/** Fields of an address as channels and tenants keep them; any may be missing. */
export type PostalAddress = Partial<Record<string, string>>;

/** Lines of a label: 120 characters each at most, 300 together (documents/parcel-label.ts). */
const LINE_MAX = 120;
const LINES_MAX = 300;

/** A party of a label from a stored address. `nameless` and `addressless` say what stands in for what is missing. */
export function labelParty(
  address: PostalAddress,
  standIn: { nameless: string; addressless: string },
): LabelParty {
  const place = [address.district, address.city, address.state].filter(isText).join(', ');
  const given = [address.line1, address.line2, place].filter(isText);
  const lines: string[] = [];
  let left = LINES_MAX;
  for (const line of given.length > 0 ? given : [standIn.addressless]) {
    const fitting = [...line.trim()].slice(0, Math.min(LINE_MAX, left)).join('');
    if (fitting === '') continue;
    lines.push(fitting);
    left -= [...fitting].length;
  }
  const postcode = address.postcode?.trim().slice(0, 12);
  const phone = address.phone?.trim().slice(0, 30);
  return {
    name: [...(isText(address.name) ? address.name.trim() : standIn.nameless)]
      .slice(0, LINE_MAX)
      .join(''),
    addressLines: lines,
    ...(isText(postcode) ? { postcode } : {}),
    countryCode: countryCodeOf(address.country),
    ...(isText(phone) ? { phone } : {}),
  };
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
