/** What is fixed about a machine: its place in the factory and its metadata. */
export interface MachineSheet {
  /** Place in the factory's list of machines, from 0. */
  index: number;
  id: string;
  name: string;
  /** Ordinal numbers of area, workshop, line and machine within its line. */
  place: readonly [area: number, workshop: number, line: number, machine: number];
  cncSystem: string;
  cncClass: string;
  cncModel: string;
  axes: readonly string[];
  spindles: number;
  /** Its box was never configured: it is in the organisation, but has no data and is never connected. */
  configured: boolean;
}

/** A node of the organisation as `get_organization` gives it (docs/platforms/mgm.md, "Calls": 二.2). */
export interface OrganizationNode {
  id?: string;
  factory_id?: string;
  name?: string;
  machine_id?: string;
  members?: Record<string, OrganizationNode>;
}

const machinesPerLine = 4;
const linesPerWorkshop = 2;
const workshopsPerArea = 16;
const factoryNumber = 0xf300b1;

const kinds: readonly Pick<MachineSheet, 'cncSystem' | 'cncClass' | 'cncModel' | 'axes' | 'spindles'>[] = [
  { cncSystem: 'FANUC 0i-MF', cncClass: 'FANUC', cncModel: 'VMC-850', axes: ['X', 'Y', 'Z'], spindles: 1 },
  {
    cncSystem: '840D sl',
    cncClass: 'SIEMENS',
    cncModel: 'DMU 50',
    axes: ['X', 'Y', 'Z', 'A', 'C'],
    spindles: 1,
  },
  { cncSystem: 'M80', cncClass: 'MITSUBISHI', cncModel: '车铣复合 T2', axes: ['X', 'Y', 'Z'], spindles: 2 },
  { cncSystem: 'GSK 25i', cncClass: 'GSK', cncModel: '789', axes: ['X', 'Y', 'Z', 'A'], spindles: 1 },
];

/** Every second line numbers its machines like this, so that ids hold the Base64 characters `+` and `/`. */
const awkwardNumbers = [992, 993, 1008, 1009];

/** The machines of the factory, and last one whose box is not configured. */
export function layOutFactory(count: number): MachineSheet[] {
  const machines = Array.from({ length: count }, (_, index) => sheetOf(index, numberInLine(index), true));
  return [...machines, { ...sheetOf(0, machinesPerLine, false), index: count }];
}

/** The organisation as far as these machines are in it. */
export function organizationOf(machines: readonly MachineSheet[]): OrganizationNode {
  const factoryId = idOf([]);
  const factory: OrganizationNode = { factory_id: factoryId, members: {}, id: factoryId };
  for (const machine of machines) {
    const [area, workshop, line, number] = machine.place;
    const areaNode = member(factory, [area], area === 0 ? '厂区' : `厂区${area + 1}`);
    const workshopNode = member(areaNode, [area, workshop], `车间${workshop + 1}`);
    const lineNode = member(workshopNode, [area, workshop, line], `生产线${line + 1}`);
    lineNode.members = { ...lineNode.members, [number]: { name: machine.name, machine_id: machine.id } };
  }
  return factory;
}

function member(parent: OrganizationNode, place: readonly number[], name: string): OrganizationNode {
  const key = String(place.at(-1));
  parent.members ??= {};
  parent.members[key] ??= { id: idOf(place), name, members: {} };
  return parent.members[key];
}

function sheetOf(index: number, number: number, configured: boolean): MachineSheet {
  const kind = kinds[index % kinds.length] as (typeof kinds)[number];
  const lineCount = Math.floor(index / machinesPerLine);
  const workshopCount = Math.floor(lineCount / linesPerWorkshop);
  const place = [
    Math.floor(workshopCount / workshopsPerArea),
    workshopCount % workshopsPerArea,
    lineCount % linesPerWorkshop,
    number,
  ] as const;
  const id = idOf(place);
  if (!configured) {
    return {
      ...kind,
      index,
      id,
      name: '盒子未配置',
      place,
      cncSystem: '',
      cncClass: '',
      cncModel: '',
      configured,
    };
  }
  return { ...kind, index, id, name: `${index + 1}号机床 ${kind.cncModel}`, place, configured };
}

function numberInLine(index: number): number {
  const inLine = index % machinesPerLine;
  const odd = Math.floor(index / machinesPerLine) % 2 === 1;
  return (odd ? awkwardNumbers[inLine] : undefined) ?? inLine;
}

/** Ids have the form of the document's samples: Base64 of the factory's number and two bytes for each level. */
function idOf(place: readonly number[]): string {
  const bytes = Buffer.alloc(3 + place.length * 2);
  bytes.writeUIntBE(factoryNumber, 0, 3);
  for (const [level, number] of place.entries()) {
    bytes.writeUInt16BE(number, 3 + level * 2);
  }
  return bytes.toString('base64');
}
