import { spread } from './hash.ts';

/** Outer size and weight of one unit as it lies on the shelf, longest side first. */
export interface UnitSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

type SizeRule = readonly [
  words: RegExp,
  lengthMm: number,
  widthMm: number,
  heightMm: number,
  weightG: number,
];

// First match wins: what a thing is comes before what it is made of or shows.
const RULES: readonly SizeRule[] = [
  [
    /KITCHEN CABINET|LOVE SEAT|\bCHAIR\b|\bSTOOL\b|BATHROOM CABINET|DRAWER CABINET|CABINET/,
    560,
    370,
    180,
    6800,
  ],
  [/DOORMAT|DOOR MAT/, 380, 240, 60, 1500],
  [/UMBRELLA|PARASOL(?!S)/, 570, 60, 60, 420],
  [/PICNIC BASKET|HAMPER/, 400, 300, 220, 1700],
  [/COCKTAIL PARASOLS/, 110, 70, 25, 40],
  [/CAKE CASES|CASES\b/, 75, 75, 40, 45],
  [/GREETING CARD|BIRTHDAY CARD|CHRISTMAS CARD|\bCARDS?\b|POSTCARD|NOTELET/, 175, 125, 3, 14],
  [/GIFT WRAP|\bWRAP\b|TISSUE PAPER/, 350, 60, 8, 38],
  [/STICKER|TRANSFER|TATTOO/, 160, 100, 2, 16],
  [/NAPKIN|DOIL|TISSUES/, 165, 165, 25, 95],
  [/\bTAGS?\b|LABELS?\b|RIBBON|\bTAPE\b/, 90, 70, 18, 32],
  [
    /EARRINGS?|NECKL|BRACELET|BROOCH|\bRINGS?\b|PENDANT|CHARM|HAIR|BANGLE|CHOKER|LARIAT/,
    105,
    75,
    18,
    34,
  ],
  [/KEY ?RING|KEY CHAIN|KEY FOB|PHONE CHARM|BAG CHARM/, 95, 55, 14, 28],
  [/MAGNET/, 90, 65, 9, 30],
  [/LUNCH BAG/, 230, 180, 14, 120],
  [/JUMBO (BAG|SHOPPER|STORAGE BAG)|SHOPPER/, 270, 210, 16, 135],
  [/HOT WATER BOTTLE/, 290, 190, 55, 430],
  [
    /WASH ?BAG|MAKE ?UP BAG|PURSE|WALLET|TRAVEL CARD|PASSPORT|GLASSES CASE|PENCIL CASE/,
    190,
    130,
    30,
    105,
  ],
  [/HANDBAG|SHOULDER BAG|BACK ?PACK|RUCKSACK|DUFFEL|SUITCASE/, 300, 230, 60, 340],
  [/\bBAGS?\b|CARRIER/, 220, 170, 15, 85],
  [/ALARM CLOCK/, 120, 90, 60, 260],
  [/\bCLOCK\b/, 300, 300, 55, 820],
  [/LAMPSHADE|LAMP SHADE/, 260, 260, 200, 380],
  [/CHANDELIER|FLOOR LAMP|\bLAMP\b|LIGHT SHADE/, 300, 200, 180, 950],
  [/LANTERN/, 180, 130, 125, 480],
  [/FAIRY LIGHTS|LIGHTS\b|LIGHT STRING|LIGHT GARLAND/, 190, 130, 55, 260],
  [/HOLDER|CANDLESTICK|CANDLEHOLDER|HLDR|VOTIVE/, 110, 90, 90, 210],
  [/CANDLES?\b|T-?LIGHTS?\b|INCENSE/, 100, 75, 70, 195],
  [/CAKE ?STAND|CAKESTAND|\bTIER\b/, 270, 265, 130, 1350],
  [/TEA ?SET|TEA FOR ONE|TEA POT|TEAPOT|COFFEE SET/, 240, 180, 150, 980],
  [/\bMUGS?\b|TEACUP|\bCUPS?\b|SAUCER|BEAKER|EGG CUP/, 125, 95, 95, 340],
  [/\bJUGS?\b|PITCHER|\bVASES?\b|DECANTER/, 190, 130, 125, 640],
  [/\bPLATES?\b|\bDISH\b|PLATTER/, 215, 215, 28, 390],
  [/\bBOWLS?\b|CASSEROLE/, 160, 160, 70, 380],
  [/STORAGE JAR|\bJARS?\b|CANISTER|COOKIE|BISCUIT/, 160, 120, 120, 460],
  [/CUTLERY|SPOON|FORK|WHISK|PEELER|CORER|OPENER|SPATULA|UTENSIL|MEASURING/, 220, 65, 35, 160],
  [/FRYING PAN|\bPAN\b|SAUCEPAN|BAKING|MOULD|ROLLING/, 290, 200, 55, 620],
  [/COASTER|PLACEMAT|TRIVET|TABLE MAT/, 110, 105, 25, 190],
  [/\bTRAYS?\b/, 360, 260, 35, 640],
  [
    /APRON|TOWEL|TABLE ?CLOTH|TABLE RUNNER|THROW|BLANKET|QUILT|BATH MAT|FLANNEL|OVEN GLOVE|CURTAIN|SCARF|SHAWL|GLOVE/,
    270,
    210,
    35,
    330,
  ],
  [/CUSHION|PILLOW|FILLER PAD|BEAN ?BAG/, 380, 360, 70, 310],
  [/FRAME|PICTURE|PHOTO|WALL ART|\bPRINT\b|CANVAS/, 230, 180, 25, 430],
  [/MIRROR/, 240, 200, 28, 640],
  [/SIGN\b|PLAQUE|BLACKBOARD|CHALK|NOTICE ?BOARD|MEMO ?BOARD/, 260, 130, 14, 260],
  [/DOORSTOP|DOOR STOP|BOOKEND/, 190, 130, 120, 1150],
  [/DRAWER KNOB|KNOB|\bHOOKS?\b|HANGER|HINGE|DOOR BELL|DOORBELL/, 130, 75, 40, 120],
  [/TILE|NUMBER\b|LETTER\b|LETTERS/, 150, 150, 12, 230],
  [
    /WATERING CAN|BUCKET|PLANTER|TROUGH|PLANT ?POT|FLOWER POT|\bPOTS?\b|GARDEN TOOL/,
    250,
    190,
    170,
    720,
  ],
  [/BIRD ?(HOUSE|TABLE|FEEDER|CAGE|BATH)|NESTING/, 230, 170, 170, 690],
  [/WREATH|GARLAND|BUNTING|STREAMER/, 260, 210, 45, 230],
  [/DECORATION|BAUBLE|HANGING|BELLS?\b|ORNAMENT|ROSETTE|HEART OF|TREE\b/, 120, 85, 35, 85],
  [/JIGSAW|PUZZLE|GAME|DOMINO|LUDO|DRAUGHTS|CHESS|BINGO|PLAYING/, 220, 160, 45, 340],
  [/KNITTING|FELTCRAFT|SEWING|CRAFT|PAINT SET|STENCIL|STAMP SET|KIT\b/, 190, 140, 45, 170],
  [
    /NOTE ?BOOK|SKETCH ?BOOK|DIARY|JOTTER|NOTE ?PAD|\bBOOKS?\b|ALBUM|CALENDAR|ORGANISER/,
    200,
    145,
    17,
    240,
  ],
  [/PENCILS?\b|\bPENS?\b|ERASER|RUBBER|CRAYON|RULER|SHARPENER/, 175, 55, 16, 52],
  [/SOFT TOY|DOLL\b|TEDDY|PUPPET|SPACEBOY|TOY\b|MOBILE/, 220, 130, 85, 190],
  [/MONEY (BANK|BOX)|PIGGY|\bBANK\b/, 140, 110, 105, 430],
  [/JEWELLERY BOX|TRINKET|SEWING BOX|TREASURE/, 150, 110, 75, 320],
  [/LUNCH BOX|SNACK BOX/, 190, 130, 70, 230],
  [/\bTINS?\b/, 160, 115, 85, 245],
  [/DRAWERS?\b|CHEST|TIDY|RACK|SHELF|SHELVES|STAND\b/, 340, 220, 160, 1500],
  [/BASKET|TUB\b|CRATE|\bBIN\b/, 290, 220, 160, 620],
  [/BOTTLE|GLASSES|TUMBLER|GOBLET|WINE GLASS/, 210, 85, 85, 420],
  [/\bBOX(ES)?\b/, 210, 150, 85, 290],
  [/SOAP|BATH|SPONGE|SCENT|LOTION|ROOM SPRAY|SACHET|POTPOURRI|LAVENDER/, 110, 75, 45, 145],
  [/CHOCOLATE|SWEETS|CANDY|LOLL/, 130, 90, 30, 150],
  [/FAN\b|HAT\b|MASK|CROWN|TIARA|WIG\b|COSTUME|CAPE\b/, 230, 150, 35, 95],
  [/FLOWER|ROSE\b|BLOSSOM|LILY|STEM|LEAF|FEATHER|BUTTERFL/, 260, 110, 60, 95],
  [/EGG|CHICK|RABBIT|BUNNY|HEN\b/, 120, 90, 70, 130],
  [/BALLOON|CONFETTI|PARTY|WHISTLE|HONEYCOMB/, 170, 120, 25, 75],
  [/GLASS|CERAMIC|PORCELAIN|ZINC|ENAMEL|METAL|WOOD|SLATE|SILVER/, 170, 120, 80, 390],
];

// The rule above already means the pack: `72 CAKE CASES` is one thin tube.
const SOLD_IN_PACKS =
  /CASES\b|NAPKIN|DOIL|TISSUE|STICKER|PENCIL|PARASOLS|TATTOO|MAGNET|\bTAGS?\b|LABEL|BALLOON/;

const FALLBACK: SizeRule = [/^/, 165, 115, 60, 210];

/** The longest sides and the weight that still go out as one parcel (largest carton, one-person lift). */
export const PARCEL_LIMIT: UnitSize = {
  lengthMm: 580,
  widthMm: 380,
  heightMm: 380,
  weightG: 14_000,
};

/** Plausible size and weight for a description; the same code and words give the same figures. */
export function sizeOf(skuCode: string, description: string): UnitSize {
  const words = description.toUpperCase();
  const [, length, width, height, weight] =
    RULES.find(([pattern]) => pattern.test(words)) ?? FALLBACK;
  const sizeFactor = sizeWordFactor(words);
  const pieces = SOLD_IN_PACKS.test(words) ? 1 : Math.min(pieceCount(words), 24);
  // A set nests and stacks: it takes less room than its pieces side by side.
  const setFactor = pieces > 1 ? pieces ** 0.24 : 1;
  const sides = [length, width, height].map((side, axis) => {
    const varied = side * sizeFactor * setFactor * (1 + 0.12 * spread(`${skuCode}:${axis}`));
    return Math.max(2, Math.round(varied));
  });
  const [longest = 2, middle = 2, shortest = 2] = sides.toSorted((a, b) => b - a);
  const heavier = weight * sizeFactor ** 2 * (pieces > 1 ? pieces ** 0.7 : 1);
  return {
    lengthMm: Math.min(longest, PARCEL_LIMIT.lengthMm),
    widthMm: Math.min(middle, PARCEL_LIMIT.widthMm),
    heightMm: Math.min(shortest, PARCEL_LIMIT.heightMm),
    weightG: Math.min(
      PARCEL_LIMIT.weightG,
      Math.max(4, Math.round(heavier * (1 + 0.15 * spread(`${skuCode}:g`)))),
    ),
  };
}

function sizeWordFactor(words: string): number {
  if (/\bMINI\b|\bTINY\b|MINIATURE/.test(words)) return 0.68;
  if (/\bSMALL\b|\bLITTLE\b/.test(words)) return 0.82;
  if (/\bLARGE\b|\bBIG\b|\bTALL\b/.test(words)) return 1.22;
  if (/\bGIANT\b/.test(words)) return 1.4;
  return 1;
}

/** Pieces in one unit: `SET OF 6 …`, `SET/6`, `PACK OF 72 …`, `S/4`, `BOX OF 24`. */
export function pieceCount(words: string): number {
  const match =
    /(?:SET|PACK|BOX|PKT|BAG|PAIR) ?(?:OF|\/) ?(\d+)|\bS\/(\d+)|\b(\d+) ?(?:PIECE|PCE|PC)\b/.exec(
      words,
    );
  const count = Number(match?.[1] ?? match?.[2] ?? match?.[3] ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}
