/** Size and weight of a kind of thing, told by words of its description. */
export interface SizeRule {
  pattern: RegExp;
  sidesMm: readonly [number, number, number];
  weightG: number;
}

// sides in mm, weight in g, then the words; a word also matches its plural.
// The first row that matches wins: what a thing is comes before what it is made of or shows.
const TABLE = `
560x370x180  6800 kitchen cabinet, love seat, chair, stool, cabinet
380x240x50   1500 doormat, door mat
400x300x160  1600 picnic basket, hamper
110x70x25      40 cocktail parasol
570x55x55     420 umbrella, parasol
75x75x40       45 case
250x200x25    210 cushion cover
110x90x45      95 pin cushion
175x125x3      14 greeting card, birthday card, card, postcard, notelet
350x60x8       38 wrap, wrapping paper
160x100x2      16 sticker, transfer, tattoo
165x165x25     95 napkin, doily, doilies, tissue
90x70x18       32 tag, label, ribbon, tape
105x75x18      34 earring, necklace, neckl, bracelet, brooch, ring, pendant, charm, hair, bangle, choker, lariat
95x55x14       28 key ring, keyring, key chain, key fob
90x65x9        30 magnet
230x180x14    120 lunch bag
270x210x16    135 jumbo bag, jumbo shopper, jumbo storage bag, shopper
290x190x45    430 hot water bottle
190x130x25    105 washbag, wash bag, makeup bag, make up bag, purse, wallet, passport, glasses case, pencil case
290x220x50    340 handbag, shoulder bag, backpack, rucksack, suitcase
220x170x15     85 bag, carrier
120x90x60     260 alarm clock
290x290x45    820 clock
240x240x120   380 lampshade, lamp shade, light shade
290x190x160   950 chandelier, lamp
170x120x115   460 lantern
190x130x50    260 light garland, light string, string light, fairy light, led light
105x85x80     200 holder, candlestick, candleholder, hldr, votive
95x75x65      190 candle, t-light, tealight, incense
180x120x45    240 lights
270x265x110  1350 cakestand, cake stand
240x180x140   980 tea set, tea for one, teapot, tea pot, coffee set
120x95x90     330 mug, teacup, cup, saucer, beaker
190x125x120   640 jug, pitcher, vase, decanter
215x215x24    390 plate, dish, platter
160x160x60    380 bowl, casserole
140x95x30     110 cookie cutter
150x110x110   430 storage jar, jar, canister, biscuit, pot
220x65x30     160 cutlery, spoon, fork, whisk, peeler, opener, spatula, utensil, measuring
200x150x70    420 mould
290x200x45    620 frying pan, pan, baking, rolling
110x105x22    190 coaster, placemat, trivet
350x255x30    640 tray
270x210x30    330 apron, towel, tablecloth, table cloth, runner, throw, blanket, quilt, bath mat, flannel, glove, curtain, scarf
370x350x60    310 cushion, pillow, filler pad
230x180x22    430 frame, picture, photo, wall art, art, print, canvas
75x60x20       40 mirror decoration
230x190x25    600 mirror
260x130x12    260 sign, doorsign, plaque, blackboard, chalk, chalkboard, notice board, noticeboard, memo board, memoboard
190x130x110  1150 doorstop, door stop, bookend
300x110x70    640 coat rack
130x70x38     120 knob, hook, hanger, hinge, door bell, doorbell
150x150x10    220 tile, number, letter
250x190x150   720 watering can, bucket, planter, trough, garden tool
230x170x150   690 bird house, birdhouse, bird table, bird feeder, birdcage, bird cage, bird bath
240x200x40    220 wreath, garland, bunting, streamer, paper chain
110x80x30      75 decoration, bauble, hanging, bell, ornament, rosette, tree, icicle, snowflake
210x150x40    340 jigsaw, puzzle, game, domino, dominoes, ludo, draughts, chess, bingo, playing
280x60x15      30 glider
140x95x20      60 patch, patches, badge, lip gloss, peg, twine, hand warmer, hairclip
190x140x40    170 knitting, feltcraft, sewing, craft, stencil, stamp, kit
195x140x15    230 notebook, sketchbook, diary, jotter, notepad, book, album, calendar, organiser
175x55x16      52 pencil, pen, eraser, rubber, crayon, ruler, sharpener
210x130x80    190 toy, doll, teddy, puppet, spaceboy, mobile
140x110x95    430 money bank, money box, piggy, bank
150x110x70    320 jewellery box, trinket, treasure
185x130x60    220 lunch box, snack box
155x110x75    235 tin
330x210x140  1400 drawer, chest, tidy, rack, shelf, shelves, stand
280x210x130   600 basket, tub, crate, bin
205x85x80     420 bottle, glasses, tumbler, goblet, wine glass
200x145x75    280 box
110x75x45     145 soap, bath, sponge, scent, scented, sachet, potpourri, lavender
130x90x30     150 chocolate, sweet, candy, lollipop, lolly
230x150x25     95 fan, hat, mask, crown, tiara, costume
170x110x40    150 straw
240x100x50     95 flower, rose, blossom, lily, stem, leaf, feather, butterfly
110x85x65     120 egg, chick, rabbit, bunny, hen
165x115x25     75 balloon, confetti, party, whistle, honeycomb
160x115x70    370 glass, ceramic, porcelain, zinc, enamel, metal, wood, wooden, slate, silver`;

/** Read top to bottom; the last one matches anything. */
export const SIZE_RULES: readonly SizeRule[] = [
  ...TABLE.trim().split('\n').map(parseRow),
  { pattern: /^/, sidesMm: [130, 95, 40], weightG: 160 },
];

// The row already means the pack: `72 CAKE CASES` is one thin tube.
export const SOLD_IN_PACKS =
  /\b(CASES|NAPKINS?|DOIL(Y|IES)|TISSUES?|STICKERS?|PENCILS?|PARASOLS|TATTOOS?|MAGNETS?|TAGS?|LABELS?|BALLOONS?|CARDS?|STRAWS|CUTTERS)\b/;

function parseRow(row: string): SizeRule {
  const match = /^(\d+)x(\d+)x(\d+) +(\d+) (.+)$/.exec(row);
  if (!match) throw new Error(`Size rule "${row}" is not "LxWxH weight words"`);
  const words = (match[5] ?? '').toUpperCase().replaceAll(', ', '|');
  return {
    pattern: new RegExp(`\\b(${words})(S|ES)?\\b`),
    sidesMm: [Number(match[1]), Number(match[2]), Number(match[3])],
    weightG: Number(match[4]),
  };
}
