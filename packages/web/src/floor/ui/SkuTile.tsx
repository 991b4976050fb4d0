import classes from './classes.ts';
import { tileShape } from './tile-shape.ts';

type Props = { skuCode: string; skuName: string; sizePx: number };

const corners = [
  '0,0 30,0 0,30',
  '100,0 100,30 70,0',
  '100,100 70,100 100,70',
  '0,100 0,70 30,100',
];

/** Drawn where a picture of the goods would stand: initials on the SKU's own hue. */
export function SkuTile({ skuCode, skuName, sizePx }: Props) {
  const { hue, initials, corner } = tileShape(skuCode, skuName);
  return (
    <svg
      className={classes.tile}
      viewBox="0 0 100 100"
      width={sizePx}
      height={sizePx}
      aria-hidden="true"
    >
      {/* Lightness and chroma are fixed, so that white letters keep their contrast on every hue. */}
      <rect width="100" height="100" fill={`oklch(0.45 0.09 ${hue})`} />
      <polygon points={corners[corner]} fill={`oklch(0.62 0.11 ${hue})`} />
      <text
        x="50"
        y="52"
        fill="white"
        fontSize="40"
        fontWeight="600"
        textAnchor="middle"
        dominantBaseline="central"
      >
        {initials}
      </text>
    </svg>
  );
}
