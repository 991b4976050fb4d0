/** Reads codes out of camera pictures. */
export type ReadFrame = (video: HTMLVideoElement) => Promise<string | null>;

interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface NativeDetectorType {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** Symbologies on shelves, goods and parcels, by the names of the Barcode Detection API. */
const FORMATS = [
  'ean_13',
  'ean_8',
  'upc_a',
  'upc_e',
  'itf',
  'code_128',
  'code_39',
  'qr_code',
  'data_matrix',
];

function nativeType(): NativeDetectorType | null {
  if (!('BarcodeDetector' in globalThis)) return null;
  const found: unknown = Reflect.get(globalThis, 'BarcodeDetector');
  return isDetectorType(found) ? found : null;
}

function isDetectorType(found: unknown): found is NativeDetectorType {
  return typeof found === 'function' && 'getSupportedFormats' in found;
}

/** The browser's own detector where it knows our symbologies, else the zxing reader of this site. */
export async function makeFrameReader(): Promise<ReadFrame> {
  const Native = nativeType();
  const known = Native === null ? [] : await Native.getSupportedFormats();
  const formats = FORMATS.filter((format) => known.includes(format));
  if (Native !== null && formats.includes('code_128') && formats.includes('ean_13')) {
    const detector = new Native({ formats });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  return makeZxingReader();
}

async function makeZxingReader(): Promise<ReadFrame> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasmUrl }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  // Served from this site; by default the library would fetch it from a public network.
  await prepareZXingModule({
    overrides: {
      locateFile: (path: string, prefix: string) =>
        path.endsWith('.wasm') ? wasmUrl : prefix + path,
    },
    fireImmediately: true,
  });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws no pictures');
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (canvas.width === 0 || canvas.height === 0) return null;
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(picture, {
      tryHarder: true,
      maxNumberOfSymbols: 1,
      textMode: 'Plain',
    });
    if (found === undefined || !found.isValid) return null;
    return `${found.symbologyIdentifier}${found.text}`;
  };
}
