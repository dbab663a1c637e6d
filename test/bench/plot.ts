import { type Growth, number, type Point } from './report';

/** Draws how costs grow, as an SVG that reads on light and dark pages: a panel a growth, both axes logarithmic. */

const PANEL = { width: 360, height: 250 };
const INSIDE = { left: 56, right: 28, top: 34, bottom: 62 };
const COLOURS = ['#2b7bba', '#d9822b', '#8a8a8a'];
const INK = '#8a8a8a';
const COLUMNS = 2;
const LEGEND_STEP = 100;
const LINE_HEIGHT = 16;

/** @param caption lines below the panels: what was measured, and where */
export function plotOf(growths: readonly Growth[], caption: readonly string[]): string {
  const rows = Math.ceil(growths.length / COLUMNS);
  const [width, height] = [PANEL.width * COLUMNS, PANEL.height * rows + LINE_HEIGHT * (caption.length + 0.5)];
  const panels = growths.map((growth, index) => {
    const [x, y] = [(index % COLUMNS) * PANEL.width, Math.floor(index / COLUMNS) * PANEL.height];
    return `<g transform="translate(${x} ${y})">${panelOf(growth)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ' font-family="sans-serif" font-size="11" role="img">',
    `<title>${escaped(caption.join('; '))}</title>`,
    ...panels,
    ...caption.map((line, index) => text(8, PANEL.height * rows + LINE_HEIGHT * (index + 0.75), line)),
    '</svg>\n',
  ].join('\n');
}

function panelOf({ title, work, cost, lines }: Growth): string {
  const points = lines.flatMap((line) => line.points);
  const toX = scale(points, (point) => point.work, INSIDE.left, PANEL.width - INSIDE.right);
  const toY = scale(points, (point) => point.cost, PANEL.height - INSIDE.bottom, INSIDE.top);
  const bottom = PANEL.height - INSIDE.bottom;
  const works = [...new Set(points.map((point) => point.work))];
  return [
    text(INSIDE.left, 20, `${title}, ${cost}`, 'font-weight="bold"'),
    `<path d="M${INSIDE.left} ${INSIDE.top}V${bottom}H${PANEL.width - INSIDE.right}" fill="none" stroke="${INK}"/>`,
    ...works.map((each) => text(toX.place(each), bottom + 15, number(each), 'text-anchor="middle"')),
    text((INSIDE.left + PANEL.width) / 2, bottom + 29, work, 'text-anchor="middle"'),
    ...toY.ticks.map((tick) => text(INSIDE.left - 6, toY.place(tick) + 4, number(tick), 'text-anchor="end"')),
    ...lines.map(({ name, points: of }, index) => {
      const colour = COLOURS[index] ?? INK;
      const at = of.map((point) => [toX.place(point.work), toY.place(point.cost)] as const);
      return [
        `<polyline points="${at.map(([x, y]) => `${x},${y}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...at.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`),
        `<text x="${INSIDE.left + index * LEGEND_STEP}" y="${PANEL.height - 14}" fill="${colour}">● ${escaped(name)}</text>`,
      ].join('');
    }),
  ].join('\n');
}

interface Scale {
  place(value: number): number;
  /** Powers of ten, at least the two ends. */
  readonly ticks: readonly number[];
}

function scale(points: readonly Point[], of: (point: Point) => number, from: number, to: number): Scale {
  const values = points.map(of);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => Math.round(from + ((Math.log10(value) - low) / (high - low)) * (to - from)),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" fill="${INK}" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
