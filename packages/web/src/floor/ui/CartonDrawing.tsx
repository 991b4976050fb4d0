type Props = { lengthMm: number; widthMm: number; heightMm: number; longestMm: number };

/** A carton to scale against the longest one of the station, seen from a corner. */
export function CartonDrawing({ lengthMm, widthMm, heightMm, longestMm }: Props) {
  // Cabinet projection: the depth is drawn at 45 degrees and half length.
  const scale = 64 / longestMm;
  const across = lengthMm * scale;
  const up = heightMm * scale;
  const depth = widthMm * scale * 0.35;
  const left = 2;
  const top = 2;
  const width = across + depth + 4;
  const height = up + depth + 4;
  const front = `${left},${top + depth} ${left + across},${top + depth} ${left + across},${top + depth + up} ${left},${top + depth + up}`;
  const lid = `${left},${top + depth} ${left + depth},${top} ${left + depth + across},${top} ${left + across},${top + depth}`;
  const side = `${left + across},${top + depth} ${left + depth + across},${top} ${left + depth + across},${top + up} ${left + across},${top + depth + up}`;
  const tape = `${left + across / 2},${top + depth} ${left + depth + across / 2},${top}`;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <g fill="var(--qs-sunken)" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round">
        <polygon points={front} />
        <polygon points={lid} fill="var(--mantine-color-body)" />
        <polygon points={side} />
      </g>
      <polyline points={tape} fill="none" stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}
