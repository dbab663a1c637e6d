import { QuectelLogin, QuectelMessage } from './messages';

/** What `msg.payload` is, by `msg.type`; an operation's own answer is as its catalogue row says. */
export const quectelMessageSchemas = {
  'quectel/login': QuectelLogin,
  'quectel/message': QuectelMessage,
};
