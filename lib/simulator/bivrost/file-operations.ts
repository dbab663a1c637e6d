import { type Arguments, number, text } from './arguments';
import { type ErrorObject, GatewayRefusal, success } from './codes';
import { backup, filesFor } from './file-backup';
import {
  allPrograms,
  asJson,
  currentProgram,
  list,
  placeOf,
  readable,
  remove,
  reserve,
  sendContent,
  store,
  streamReply,
} from './file-works';
import { takeFile } from './incoming-file';
import { get, type Operation, post, postBytes, postList, replying } from './operations';
import type { GatewayWorld } from './world';

const place = 'dirAtCNC subDir';
const target = `machineID! fileName! ${place}`;

/** Reading, sending and removing files (docs/platforms/bivrost.md, "Files": 2.6). */
export function fileOperations(world: GatewayWorld): Operation[] {
  const reach = async (args: Arguments) => placeOf(await world.reach(text(args, 'machineID')), args);
  return [
    get('cnc/readProgramList', `machineID! ${place} startPrgNo:Int32`, async ({ args }) =>
      list(await reach(args)),
    ),
    replying(
      get('cnc/receiveFileStream', target, () => undefined),
      async ({ args }) => {
        const at = await reach(args);
        return streamReply(readable(at, text(args, 'fileName')));
      },
    ),
    get('cnc/receiveFile', target, async ({ args }) =>
      asJson(readable(await reach(args), text(args, 'fileName'))),
    ),
    get('cnc/readCurrentProgram', `machineID! channel:Int32 ${place}`, async ({ args }) => {
      const { machine } = await reach(args);
      return currentProgram(machine, world.now(), number(args, 'channel'));
    }),
    postBytes('cnc/sendFileStream', `machineID! fileName ${place}`, async ({ args, request }) => {
      const at = await reach(args);
      const release = reserve(at, text(args, 'fileName'));
      try {
        const { file, head } = await takeFile(request.stream, world.settings.keptBytes);
        store(at, text(args, 'fileName'), file, head);
      } finally {
        release();
      }
      return success;
    }),
    post('cnc/sendFile', `machineID! fileName ${place}`, 'content encoding base64', async ({ args }) =>
      sendContent(await reach(args), args),
    ),
    post('cnc/batchSendFile', '', 'targets!:List content encoding base64', ({ args }) =>
      Promise.all(
        (args['targets'] as Record<string, unknown>[]).map((each) =>
          outcome(async () => {
            const into = lowerCased(each, ['machineID', 'fileName', 'dirAtCNC', 'subDir']);
            return sendContent(await reach(into), { ...args, ...into });
          }),
        ),
      ),
    ),
    get('cnc/deleteFile', target, async ({ args }) => remove(await reach(args), args, world.now())),
    postList('cnc/batchDeleteFile', '', target, ({ items }) =>
      Promise.all(items.map((item) => outcome(async () => remove(await reach(item), item, world.now())))),
    ),
    replying(
      postList('cnc/backupFiles', '', `machineID! fileName ${place} includeSubDir:Bool`, () => undefined),
      async ({ items }) => backup(await Promise.all(items.map((item) => filesFor(reach, item))), world.now()),
    ),
    get('cnc/readAllPrograms', `machineID! ${place} startPrgNo:Int32`, async ({ args }) => {
      const { machine, key } = await reach(args);
      return { programs: [...allPrograms(machine, key)] };
    }),
    get('cnc/searchFile', `${target} startPrgNo:Int32`, async ({ args }) => {
      const { machine, key } = await reach(args);
      const found = [...allPrograms(machine, key)].find(
        ({ fileName }) => fileName === machine.files.nameOf(text(args, 'fileName')),
      );
      if (!found) {
        throw new GatewayRefusal('pathNotFound');
      }
      return list({ machine, key: machine.files.directoryKey(found.dirAtCNC, '') });
    }),
  ];
}

/** The work's answer, or the error object that stands in its place. */
async function outcome<Result>(work: () => Promise<Result>): Promise<Result | ErrorObject> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      return error.body;
    }
    throw error;
  }
}

/** Texts of an entry by their documented names, however their letters are written (`DirAtCNC`). */
function lowerCased(entry: Record<string, unknown>, names: readonly string[]): Arguments {
  const byName = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(names.map((name) => [name, byName.get(name.toLowerCase())]));
}
