import type { Reply } from '../reply';
import { type Arguments, text } from './arguments';
import { GatewayRefusal } from './codes';
import { join } from './file-store';
import type { Place } from './file-works';
import { type ZipEntry, zip } from './zip';

export async function filesFor(
  reach: (args: Arguments) => Promise<Place>,
  item: Arguments,
): Promise<ZipEntry[]> {
  const { machine, key } = await reach(item);
  const { machineID, name } = machine.sheet;
  const wanted = machine.files.nameOf(text(item, 'fileName'));
  const directories = [...machine.files.walk(key)].filter(
    ({ key: at }) => at === key || (wanted === '' && item['includeSubDir'] !== false),
  );
  const entries = directories.flatMap(({ key: at, directory }) =>
    [...directory.files]
      .filter(([fileName]) => wanted === '' || fileName === wanted)
      .flatMap(([fileName, { content }]) =>
        content ? [{ path: join(`${machineID}_${name}`, join(at, fileName)), content }] : [],
      ),
  );
  if (entries.length === 0 && wanted !== '') {
    throw new GatewayRefusal('pathNotFound');
  }
  return entries;
}

export function backup(entries: ZipEntry[][], now: number): Reply {
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:T]/g, '.');
  const files = entries
    .flat()
    .map(({ path, content }) => ({ path: `BackupFiles_${stamp}/${path}`, content }));
  return { headers: { 'content-type': 'application/octet-stream' }, body: zip(files) };
}
