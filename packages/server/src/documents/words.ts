/** Papers speak the language of the people who read them: the floor's or the customer's. */
export type PaperLanguage = 'en' | 'vi';

const EN = {
  from: 'FROM',
  to: 'TO',
  order: 'Order',
  weight: 'Weight',
  shipBy: 'Ship by',
  cod: 'Collect (COD)',
  noCod: 'none',
  parcelOf: 'Parcel {n} of {m}',
  tracking: 'TRACKING NUMBER',
  contents: 'Contents',
  phone: 'Tel',
  manifest: 'Manifest',
  carrier: 'Carrier',
  collection: 'Collection',
  node: 'Node',
  parcels: 'Parcels',
  totalWeight: 'Total weight',
  trackingNumber: 'Tracking number',
  orderNumber: 'Order number',
  postcode: 'Postcode',
  page: 'Page {n} of {m}',
  printed: 'Printed {at}',
  handedOver: 'Handed over by',
  received: 'Received for the carrier',
  name: 'Name',
  signature: 'Signature',
  time: 'Date and time',
  counted: 'Parcels counted',
  vehicle: 'Vehicle',
  pickSlip: 'Pick slip',
  picker: 'Picker',
  wave: 'Wave',
  cart: 'Cart',
  stops: 'Stops',
  units: 'Units',
  location: 'Location',
  item: 'Item',
  qty: 'Qty',
  slot: 'Tote slot',
  done: 'Done',
  packingSlip: 'Packing slip',
  orderedOn: 'Ordered',
  shipTo: 'Ship to',
  soldBy: 'Sold by',
  inParcel: 'In this parcel',
  ordered: 'Ordered qty',
  tote: 'TOTE',
  total: 'Total',
};

type Word = keyof typeof EN;

const VI: Record<Word, string> = {
  from: 'NGƯỜI GỬI',
  to: 'NGƯỜI NHẬN',
  order: 'Đơn hàng',
  weight: 'Khối lượng',
  shipBy: 'Giao trước',
  cod: 'Thu hộ (COD)',
  noCod: 'không',
  parcelOf: 'Kiện {n} / {m}',
  tracking: 'MÃ VẬN ĐƠN',
  contents: 'Nội dung',
  phone: 'ĐT',
  manifest: 'Biên bản bàn giao',
  carrier: 'Đơn vị vận chuyển',
  collection: 'Giờ lấy hàng',
  node: 'Kho',
  parcels: 'Số kiện',
  totalWeight: 'Tổng khối lượng',
  trackingNumber: 'Mã vận đơn',
  orderNumber: 'Mã đơn hàng',
  postcode: 'Mã bưu chính',
  page: 'Trang {n} / {m}',
  printed: 'In lúc {at}',
  handedOver: 'Bên giao',
  received: 'Bên nhận (vận chuyển)',
  name: 'Họ tên',
  signature: 'Chữ ký',
  time: 'Ngày giờ',
  counted: 'Số kiện đã đếm',
  vehicle: 'Biển số xe',
  pickSlip: 'Phiếu lấy hàng',
  picker: 'Người lấy',
  wave: 'Đợt',
  cart: 'Xe đẩy',
  stops: 'Điểm dừng',
  units: 'Số lượng',
  location: 'Vị trí',
  item: 'Mặt hàng',
  qty: 'SL',
  slot: 'Ô thùng',
  done: 'Xong',
  packingSlip: 'Phiếu đóng gói',
  orderedOn: 'Ngày đặt',
  shipTo: 'Giao đến',
  soldBy: 'Bán bởi',
  inParcel: 'Trong kiện này',
  ordered: 'SL đặt',
  tote: 'THÙNG',
  total: 'Tổng cộng',
};

const WORDS: Record<PaperLanguage, Record<Word, string>> = { en: EN, vi: VI };

export type Say = (word: Word, facts?: Record<string, string | number>) => string;

export function wordsIn(language: PaperLanguage): Say {
  return (word, facts = {}) =>
    WORDS[language][word].replace(/\{(\w+)\}/g, (whole, key: string) =>
      String(facts[key] ?? whole),
    );
}

/** `2026-11-23 18:00`: unambiguous in both languages, in the node's own time. */
export function localTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  }).format(at);
}

export function localDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(at);
}

/** Whole grams as kilograms with three places: 1250 is `1.250 kg`. */
export function kilograms(weightG: number): string {
  return `${Math.floor(weightG / 1000)}.${String(weightG % 1000).padStart(3, '0')} kg`;
}

/** ISO 4217 minor units where they are not 2. `Intl` is no source: it gives IDR none. */
const MINOR_DIGITS: Record<string, number> = {
  VND: 0,
  JPY: 0,
  KRW: 0,
  CLP: 0,
  ISK: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  TND: 3,
  JOD: 3,
};

export function moneyText(amountMinor: number, currency: string): string {
  const digits = MINOR_DIGITS[currency] ?? 2;
  const padded = String(amountMinor).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${whole}${digits === 0 ? '' : `.${padded.slice(-digits)}`}`;
}
