import { accountInDialog } from './account-values';
import { askNodeRed } from './admin-calls';
import { isChinese } from './dialog';
import type { EditorNode } from './editor-api';
import { besideLabels, Notice } from './notice';

export interface Reached {
  /** Missing for the simulator. */
  host?: string;
  /** How long the token lives; missing when nobody knows before it is refused. */
  lifeMs?: number;
}

export interface TestWords {
  /** Key of what is shown meanwhile. */
  busy: string;
  success(reached: Reached): string;
}

/**
 * What is said about an account.
 * @param loginName the credential to show as who was logged in; none when its field is hidden, empty, or of a secret
 */
export function accountWords(node: EditorNode, loginName: string | undefined): TestWords {
  return { busy: 'test.busy', success: (reached) => successWords(node, reached, shownLogin(loginName)) };
}

/**
 * The button "Test connection" in the row `node-config-row-test`: tries what the dialog shows, before it is deployed,
 * and says in words how it went.
 */
export function testConnection(node: EditorNode, { busy, success }: TestWords): void {
  const notice = new Notice();
  const button = $('<button type="button" class="red-ui-button">')
    .css('marginLeft', besideLabels.marginLeft)
    .append('<i class="fa fa-plug" aria-hidden="true"></i> ')
    .append($('<span>').text(node._('test.button')));
  const row = $('#node-config-row-test').append(button, notice.element);
  let attempt = new AbortController();

  button.on('click', async () => {
    const reasons = reasonsAgainst(node);
    if (reasons.length > 0) {
      notice.show('note', [node._('test.incomplete'), ...reasons].join('\n'));
      return;
    }
    attempt = new AbortController();
    const { signal } = attempt;
    button.prop('disabled', true).addClass('disabled');
    notice.show('busy', node._(busy));
    const answer = await askNodeRed<Reached>(`shopfloor/${node.type}/test`, accountInDialog(node), signal);
    // The dialog was changed meanwhile, so the answer is about other values.
    if (signal.aborted) return;
    enable();
    if (answer.ok) notice.show('good', success(answer));
    else notice.showFailure(answer, node._);
  });

  const enable = (): void => {
    button.prop('disabled', false).removeClass('disabled');
  };
  row.parent().on('input change', () => {
    attempt.abort();
    enable();
    notice.clear();
  });
  // Told by jQuery UI when the dialog is closed.
  row.on('remove', () => attempt.abort());
}

/** What the definition's validators say against what the dialog shows. */
function reasonsAgainst(node: EditorNode): string[] {
  const { properties, credentials } = accountInDialog(node);
  const definition = RED.nodes.getType(node.type);
  const validated = Object.entries({ ...definition.defaults, ...definition.credentials });
  const shown: Record<string, unknown> = { ...properties, ...credentials };
  const outcomes = validated.map(([name, { validate }]) => validate?.call(node, shown[name], {}));
  return outcomes.filter((outcome) => typeof outcome === 'string');
}

function shownLogin(loginName: string | undefined): string {
  const field = $(`#node-config-input-${loginName ?? ''}:visible`);
  // What a field hides no message shows.
  return field.attr('type') === 'password' ? '' : String(field.val() ?? '').trim();
}

function successWords({ _: translate }: EditorNode, { host, lifeMs }: Reached, login: string): string {
  return [
    host === undefined ? translate('test.reachedSimulator') : translate('test.reached', { host }),
    login === '' ? translate('test.loggedIn') : translate('test.loggedInAs', { login }),
    lifeMs === undefined
      ? translate('test.lifeUnknown')
      : translate('test.life', { span: spanWords(lifeMs, translate) }),
  ].join(isChinese() ? '' : ' ');
}

function spanWords(milliseconds: number, translate: EditorNode['_']): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 90) return translate('test.minutes', { number: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 72
    ? translate('test.hours', { number: hours })
    : translate('test.days', { number: Math.round(hours / 24) });
}
