import type { TSchema } from '@sinclair/typebox';
import { bivrostMessageSchemas } from '../lib/bivrost/message-schemas';
import { dhgjMessageSchemas } from '../lib/dhgj/message-schemas';
import { journalMessageSchemas } from '../lib/journal/message-schemas';
import { machineMessageSchemas } from '../lib/machine/message-schemas';
import { mgmMessageSchemas } from '../lib/mgm/message-schemas';
import { mtconnectMessageSchemas } from '../lib/mtconnect-client/message-schemas';
import { omsMessageSchemas } from '../lib/oms/message-schemas';
import { quectelMessageSchemas } from '../lib/quectel/message-schemas';

/** What `msg.payload` is, by `msg.type`, for all nodes. */
export const messageSchemas: Readonly<Record<string, TSchema>> = {
  ...machineMessageSchemas,
  ...journalMessageSchemas,
  ...mgmMessageSchemas,
  ...bivrostMessageSchemas,
  ...omsMessageSchemas,
  ...quectelMessageSchemas,
  ...dhgjMessageSchemas,
  ...mtconnectMessageSchemas,
};
