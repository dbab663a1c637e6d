import type { PlantRowProblem } from '../../../lib/machine/plant-rows';
import type { Translate } from '../../shared/editor/editor-api';

/** What is wrong with a row, and with which, in the editor's language. */
export function problemWords({ row, problem, value }: PlantRowProblem, translate: Translate): string {
  return translate(`problems.${problem}`, { row: row + 1, value });
}
