import { askNodeRed } from '../../shared/editor/admin-calls';
import type { Translate } from '../../shared/editor/editor-api';
import { Notice } from '../../shared/editor/notice';
import { type DialogMapping, type PreviewedMachine, previewOf } from './map-evaluation';

/** Between two looks at the last message. */
const LOOK_AGAIN_MS = 5_000;
/** While somebody types. */
const SETTLED_MS = 600;

/** Shows what the rows make of the last message that came, as long as the dialog is open. */
export class MapPreviewBox {
  private readonly notice = new Notice();
  private readonly table = $('<div>');
  private readonly message = $('<pre>').css({ maxHeight: '160px', overflow: 'auto', fontSize: '0.85em' });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = new AbortController();

  constructor(
    private readonly box: JQuery,
    private readonly translate: Translate,
    private readonly id: string,
    private readonly mapping: () => DialogMapping,
  ) {
    box.append(
      $('<div>').css('fontWeight', 'bold').text(translate('form.preview')),
      this.notice.element.css({ marginLeft: '0', width: 'auto' }),
      this.table,
      this.message.hide(),
    );
    this.refresh(0);
  }

  /** To be called when something in the dialog is another than before. */
  refresh(ms = SETTLED_MS): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
  }

  private async look(): Promise<void> {
    if (!this.box.get(0)?.isConnected) return;
    this.asked = new AbortController();
    const { signal } = this.asked;
    const question = { id: this.id };
    const answer = await askNodeRed<{ message?: string }>('shopfloor/machine-map/preview', question, signal);
    if (signal.aborted) return;
    this.table.empty();
    if (!answer.ok) {
      this.notice.showFailure(answer, this.translate);
    } else if (answer.message === undefined) {
      this.notice.show('note', this.translate('form.previewNone'));
    } else {
      const message = parsed(answer.message);
      this.message.text(message ? JSON.stringify(message, undefined, 2) : answer.message).show();
      await this.evaluate(message);
    }
    this.refresh(LOOK_AGAIN_MS);
  }

  /** Here and not in Node-RED, which would stand still while an expression that is half typed does not end. */
  private async evaluate(message: object | undefined): Promise<void> {
    this.notice.clear();
    if (!message) return;
    try {
      const machines = await previewOf(message, this.mapping(), {
        namesIn: (path) => RED.utils.normalisePropertyExpression(path),
        jsonata: (expression) => jsonata(expression),
        translate: this.translate,
      });
      this.table.append(machines.map((machine) => this.rowsOf(machine)));
    } catch (thrown) {
      const { message: reason } = (thrown ?? {}) as { message?: unknown };
      this.notice.show('bad', String(reason ?? thrown));
    }
  }

  private rowsOf({ values, ...identity }: PreviewedMachine): JQuery {
    const table = $('<table>').css({ width: '100%', margin: '6px 0', tableLayout: 'fixed' });
    const told = Object.entries(identity).map(([field, value]) => ({ field, value }));
    for (const { field, value } of [...told, ...values]) {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      table.append(
        $('<tr>').append(
          $('<td>').css({ width: '35%', opacity: 0.8 }).text(field),
          $('<td>').css({ overflowWrap: 'anywhere' }).text(shown),
        ),
      );
    }
    return table;
  }
}

/** Undefined where secrets were taken out so that no JSON is left. */
function parsed(message: string): object | undefined {
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}
