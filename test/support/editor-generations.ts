import { type Generation, generations } from '../../scripts/runtimes';

/**
 * The Node-REDs whose editors the long browser tests go through: the newest, and all of them where there is time
 * (`EVERY_EDITOR=true`, each night). The tests of newcomers and of the editor itself always use all.
 */
export const editorGenerations: readonly Generation[] =
  process.env['EVERY_EDITOR'] === 'true' ? generations : generations.slice(-1);
