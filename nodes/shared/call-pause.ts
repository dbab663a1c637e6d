import type { NodeAPI } from 'node-red';
import { wallTime } from '../../lib/async/clock';
import type { CallPause } from '../../lib/http/call-pause';
import type { NodeStatus } from './status';

/** A client whose account may have to wait with its calls. */
interface PausingClient {
  readonly pause?: CallPause;
}

/** Does the work, and shows meanwhile until when the platform wants no calls. */
export async function showingPauses<Result>(
  RED: NodeAPI,
  status: NodeStatus,
  client: unknown,
  work: () => Promise<Result>,
): Promise<Result> {
  const { pause } = client as PausingClient;
  if (!pause) return work();
  const show = () => {
    const { until } = pause;
    if (until === undefined) status.show('busy', 'calling');
    // A key of a catalogue cannot hold a time, so this text is in the runtime's language.
    else status.showText('partly', RED._('status.pausedUntil', { time: timeOf(until) }));
  };
  if (pause.until !== undefined) show();
  pause.on('change', show);
  try {
    return await work();
  } finally {
    pause.off('change', show);
  }
}

function timeOf(until: number): string {
  return new Date(wallTime(until)).toTimeString().slice(0, 8);
}
