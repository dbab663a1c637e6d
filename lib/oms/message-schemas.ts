import { OmsTokenLife } from './messages';

/** What `msg.payload` is, by `msg.type`; the other operations' answers have no documented form. */
export const omsMessageSchemas = {
  'oms/auth/token': OmsTokenLife,
};
