import { DhgjResponse } from './messages';

/** What `msg.payload` is, by `msg.type`. */
export const dhgjMessageSchemas = {
  'dhgj/response': DhgjResponse,
};
