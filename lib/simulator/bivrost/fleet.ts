/** What does not change about a machine while the gateway runs. */
export interface MachineSheet {
  machineID: string;
  name: string;
  machineType: 'CNC' | 'Laser' | 'PLC' | 'Robot';
  system: string;
  model: string;
  /** Channels besides the main one. */
  extraChannels: number;
  axes: readonly string[];
  /** Where programs lie when no directory is given (table of default root directories). */
  rootDirectory: string;
  separator: '/' | '\\';
  /** Names of the programs, the one that is selected first. */
  programs: readonly [string, ...string[]];
}

type Model = Omit<MachineSheet, 'machineID' | 'name'> & { title: string };

const threeAxes = ['X', 'Y', 'Z'];
const fiveAxes = ['X', 'Y', 'Z', 'A', 'C'];
const turningAxes = ['X', 'Z'];

function cnc(
  system: string,
  model: string,
  title: string,
  rootDirectory: string,
  more: Partial<Model> = {},
): Model {
  return {
    machineType: 'CNC',
    system,
    model,
    title,
    extraChannels: 0,
    axes: threeAxes,
    rootDirectory,
    separator: rootDirectory.includes('\\') ? '\\' : '/',
    programs: ['O1234', 'O1000', 'O9001'],
    ...more,
  };
}

/** One of each kind that behaves in its own way, in the order of the shop floor. */
const models: readonly [Model, ...Model[]] = [
  cnc('Mock', 'General', '演示', '/', { axes: fiveAxes, extraChannels: 1 }),
  cnc('Fanuc', '0i-F', '立式加工中心', '//CNC_MEM/USER/PATH1'),
  cnc('Fanuc', '31i', '卧式加工中心', '//CNC_MEM/USER/PATH1', { axes: [...threeAxes, 'B'] }),
  cnc('Siemens', 'OPC UA', '五轴', 'Sinumerik/FileSystem/Part Program', {
    axes: fiveAxes,
    programs: ['AUFSPANNUNG_10.MPF', 'ROUGH.MPF', '精加工 2.MPF'],
  }),
  cnc('Siemens', 'General', '龙门铣', '/nckfs', { programs: ['MAIN.MPF', 'L100.SPF'] }),
  cnc('Heidenhain', 'TNC640', '模具铣', 'TNC:\\nc_prog', {
    axes: fiveAxes,
    separator: '\\',
    programs: ['GEHAEUSE.H', 'TASCHE.H'],
  }),
  cnc('Mitsubishi', 'M80/M800 M', '钻攻中心', 'PRG\\USER\\', { programs: ['100', '200'] }),
  cnc('Okuma', 'P300S(LP)', '双主轴车床', 'MD1', {
    axes: turningAxes,
    extraChannels: 1,
    programs: ['SHAFT.MIN', 'FLANGE.MIN'],
  }),
  cnc('Brother', 'S series, D00', '高速钻攻', '/', { programs: ['1001', '1002'] }),
  cnc('Gsk', '988', '数控车床', '/user/NCPROG', { axes: turningAxes, programs: ['O0001.CNC', 'O0002.CNC'] }),
  cnc('Bodor', 'General', '激光切割', '/jobs', {
    machineType: 'Laser',
    axes: ['X', 'Y'],
    programs: ['sheet-01.nc', 'sheet-02.nc'],
  }),
  cnc('Mock', 'General', '演示', '/', { programs: ['SAMPLE', 'O8000'] }),
];

/** Address of the machine with this number, from 0: 192.168.1.10 and so on. */
export function addressOf(index: number): string {
  return `192.168.${1 + Math.floor(index / 200)}.${10 + (index % 200)}`;
}

/** True for an IPv4 address. */
export function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/**
 * Third and fourth part of the address joined, the fourth padded to three digits when the third is not 0
 * (docs/platforms/bivrost.md, "Requests").
 */
export function defaultMachineID(ip: string): string {
  const [, , third = '0', fourth = '0'] = ip.split('.');
  return third === '0' ? fourth : `${third}${fourth.padStart(3, '0')}`;
}

/** The sheets of so many machines. */
export function makeFleet(count: number): MachineSheet[] {
  return Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length] ?? models[0];
    return { ...model, name: `${model.title} ${index + 1}`, machineID: defaultMachineID(addressOf(index)) };
  });
}

/** The sheet of a machine as the configuration describes it; of an unknown controller, that of a Mock machine. */
export function sheetOf({
  machineID,
  name,
  machineType,
  system,
  model,
}: Pick<MachineSheet, 'machineID' | 'name' | 'machineType' | 'system' | 'model'>): MachineSheet {
  const like = models.find((each) => each.system === system && each.model === model) ?? models[0];
  return { ...like, machineID, name, machineType, system, model };
}
