import { expect } from 'chai';
import { loadEditorModule } from '../../support/editor-modules';

interface Row {
  choice?: { value: string };
  selected?: boolean;
  children?: Row[];
  treeList?: object;
}

interface List {
  values(): string[];
  show(): void;
}

interface Options {
  choices: { value: string; label: string; path: string[] }[];
  multiple: boolean;
  chosen: string[];
  translate(key: string, values?: object): string;
  confirm(): void;
}

type Select = (event: unknown, row: Row) => void;

const MOST_UNFOLDED = 40;

describe('The list of machines in a dialog (docs/nodes.md: Machines)', () => {
  let rows: Row[];
  let select: Select;
  const texts: string[] = [];
  const known = (globalThis as { $?: unknown }).$;

  /** An element that takes whatever is asked of it, and keeps what the list hands to the widget. */
  const element: object = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'length') return 0;
        return (...args: unknown[]) => {
          if (name === 'treeList' && typeof args[0] === 'object') rows = (args[0] as { data: Row[] }).data;
          if (name === 'on' && args[0] === 'treelistselect') select = args[1] as Select;
          if (name === 'text') texts.push(String(args[0]));
          return element;
        };
      },
    },
  );

  before(() => {
    (globalThis as { $?: unknown }).$ = () => element;
  });
  after(() => {
    (globalThis as { $?: unknown }).$ = known;
  });

  function open(count: number, areas: number, chosen: string[] = []): List {
    const { ChoiceList } = loadEditorModule<{ ChoiceList: new (options: Options) => List }>(
      'nodes/shared/editor/choice-list.ts',
    );
    const choices = Array.from({ length: count }, (_each, index) => ({
      value: `m${index}`,
      label: `Machine ${index}`,
      path: areas === 0 ? [] : ['Plant', `Area ${index % areas}`],
    }));
    const translate = (key: string, values: object = {}) => `${key} ${JSON.stringify(values)}`;
    const list = new ChoiceList({ choices, multiple: true, chosen, translate, confirm: () => undefined });
    list.show();
    // As the widget leaves rows below a group that is folded: known to it, and not drawn.
    const leave = (row: Row): void => {
      if (count > MOST_UNFOLDED && !rows.includes(row)) row.treeList = {};
      row.children?.forEach(leave);
    };
    rows.forEach(leave);
    return list;
  }

  const tick = (row: Row | undefined, isTicked: boolean): void => {
    if (!row) throw new Error('there is no such row');
    row.selected = isTicked;
    select(undefined, row);
  };
  const summary = (number: number, total: number) => `picker.chosen ${JSON.stringify({ number, total })}`;

  for (const count of [1, 13, 200, 5_000]) {
    it(`takes all of ${count} machines with the plant, and none without it, drawn or not`, () => {
      const list = open(count, 4);
      tick(rows[0], true);
      expect(list.values()).to.have.length(count);
      expect(texts.at(-1)).to.equal(summary(count, count));
      tick(rows[0], false);
      expect(list.values()).to.deep.equal([]);
      expect(texts.at(-1)).to.equal(summary(0, count));
    });
  }

  it('takes what an area holds, and marks the plant as all only when it is', () => {
    const list = open(200, 4);
    const [plant] = rows;
    for (const [index, area] of (plant?.children ?? []).entries()) {
      tick(area, true);
      expect(list.values()).to.have.length(50 * (index + 1));
      expect(plant?.selected).to.equal(index === 3);
    }
  });

  it('takes machines of a flat list one by one', () => {
    const list = open(200, 0);
    tick(rows[7], true);
    tick(rows[150], true);
    expect(list.values()).to.deep.equal(['m7', 'm150']);
  });

  it('has nothing to count where there is no machine', () => {
    expect(open(0, 0).values()).to.deep.equal([]);
  });
});
