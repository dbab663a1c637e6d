import { jsonReply, type Reply } from '../reply';
import { type Fields, integerOf } from './fields';
import type { Outcome } from './operation';
import { type OmsRefusal, refusalCodes } from './refusals';
import type { OmsSettings } from './settings';

const defaultPageSize = 20;
const largestPage = 1000;

/** Writes answers in the form that the settings say; the document shows none. */
export class AnswerForm {
  constructor(private readonly settings: OmsSettings) {}

  /** The answer to a call. */
  answer(outcome: Outcome, fields: Fields): Reply {
    switch (outcome.kind) {
      case 'value':
        return this.#success(outcome.value);
      case 'list':
        return this.#list(outcome.entries, outcome.isPaged ? fields : undefined);
      case 'file':
        return this.#file(outcome.name, outcome.text);
    }
  }

  token(value: string): Reply {
    const { tokenPlace, successCode } = this.settings;
    const [outer = 'data', inner] = tokenPlace.split('.');
    const code = successCode === undefined ? {} : { code: successCode };
    return jsonReply({ ...code, [outer]: inner === undefined ? value : { [inner]: value } });
  }

  refusal({ code, message }: OmsRefusal): Reply {
    const isToken = code === refusalCodes.badToken;
    const status = isToken && this.settings.refusalForm === 'http' ? 401 : 200;
    return jsonReply({ code, [this.settings.messageName]: message }, status);
  }

  #success(data: unknown): Reply {
    const { successCode, messageName } = this.settings;
    return jsonReply(successCode === undefined ? { data } : { code: successCode, [messageName]: 'ok', data });
  }

  #list(entries: readonly unknown[], fields: Fields | undefined): Reply {
    const { listPlace, totalName } = this.settings;
    const list = fields && !this.settings.ignoresPaging ? pageOf(entries, fields) : entries;
    const name = listPlace.split('.')[1];
    if (name === undefined) {
      return this.#success(list);
    }
    return this.#success({
      [name]: list,
      ...(totalName === undefined ? {} : { [totalName]: entries.length }),
    });
  }

  #file(name: string, text: string): Reply {
    if (this.settings.downloadForm === 'json') {
      return this.#success({ name, content: text });
    }
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    };
    return { headers, body: text };
  }
}

function pageOf(entries: readonly unknown[], fields: Fields): readonly unknown[] {
  const page = integerOf(fields, 'page') ?? 1;
  const size = Math.min(integerOf(fields, 'page_size') ?? defaultPageSize, largestPage);
  return entries.slice((page - 1) * size, page * size);
}
