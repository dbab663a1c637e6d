/** One row of the table of measurements. */
export interface Row {
  readonly path: string;
  readonly against: string;
  readonly aim: string;
  /** The package's figures and the other's, with units. */
  readonly ours: string;
  readonly theirs: string;
  /** What the aim is about, with a ratio where it is one. */
  readonly result: string;
  /** Undefined where there is no aim. */
  readonly met?: boolean;
  /** Why the aim is missed when it is, where that is known beforehand. */
  readonly why?: string;
}

/** How a cost grows with the work. */
export interface Growth {
  readonly title: string;
  readonly work: string;
  readonly cost: string;
  readonly lines: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

export interface Point {
  readonly work: number;
  readonly cost: number;
}

export interface Outcome {
  readonly rows: readonly Row[];
  readonly growth?: readonly Growth[];
}

const HEADINGS = ['path', 'against', 'the package', 'the other', 'result', 'aim', 'met'];

/** The rows as a Markdown table, and below it why rows miss their aims. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ path, against, ours, theirs, result, aim, met }) => [
    path,
    against,
    ours,
    theirs,
    `**${result}**`,
    aim,
    met === undefined ? '–' : met ? 'yes' : 'no',
  ]);
  const asLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [HEADINGS, HEADINGS.map(() => '---'), ...lines].map(asLine);
  return [...table, ...reasonsOf(rows)].join('\n');
}

function reasonsOf(rows: readonly Row[]): string[] {
  const missed = rows.filter(({ met }) => met === false);
  const unknown =
    'not known; unless the machine had something else to do, `--cpu-prof` shows where the time goes';
  return missed.flatMap(({ path, against, result, why = unknown }) => [
    '',
    `Missed: ${path}, against ${against}: ${result}. Why: ${why}.`,
  ]);
}

/** The growths as a Markdown table: the cost at each amount of work, and per unit of work against the least. */
export function growthTableOf(growths: readonly Growth[]): string {
  const lines = growths.flatMap(({ title, lines: each }) =>
    each.map(({ name, points }) => {
      const costs = points.map((point) => `${number(point.cost)} (${point.work})`).join(', ');
      return `| ${title} | ${name} | ${costs} | ${number(growthOf(points))} |`;
    }),
  );
  return [
    '| cost | of | figures (at so much work) | power of the growth |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** The power with which the cost grows from the least work to the most: 1 is linear, less is better. */
export function growthOf(points: readonly Point[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return Number.NaN;
  return Math.log(last.cost / first.cost) / Math.log(last.work / first.work);
}

/** Three significant digits, thousands with commas. */
export function number(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function percent(share: number): string {
  return `${number(share * 100)} %`;
}
