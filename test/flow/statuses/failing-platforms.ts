import type { FailureKind } from '../../../lib/errors';
import { type Fault, faultAnswers } from '../../../lib/simulator/faults';
import { jsonReply, textReply } from '../../../lib/simulator/reply';

export type Platform = 'mgm' | 'bivrost' | 'oms' | 'quectel' | 'dhgj';

/** Calls of the platforms that are no login. */
export const DATA = /^(?!.*(token|login)).*$/i;
const said = (code: number) => jsonReply({ code, message: 'said', msg: 'said', data: null });
const gateway = (errorCode: number, status: number) => jsonReply({ errorCode, errorMsg: 'said' }, status);
const spring = (error: string, status: number) => jsonReply({ error, error_description: 'said' }, status);
const ofAll = (fault: Fault): Record<Platform, Fault> => ({
  mgm: fault,
  bivrost: fault,
  oms: fault,
  quectel: fault,
  dhgj: fault,
});

/** What a platform does for a failure of each kind; a platform is left out that has no word for it. */
export const FAILING: Readonly<Partial<Record<FailureKind, Partial<Record<Platform, Fault>>>>> = {
  auth: {
    mgm: { answer: said(3001) },
    bivrost: { answer: gateway(7, 401) },
    oms: { answer: jsonReply({ code: 401, msg: 'sign error' }, 401) },
    quectel: { answer: said(90047) },
    dhgj: { answer: spring('invalid_client', 401) },
  },
  permission: {
    mgm: { path: DATA, answer: said(3011) },
    bivrost: { path: DATA, answer: gateway(7, 401) },
    oms: { path: DATA, answer: jsonReply({ code: 403, msg: 'said' }, 403) },
    quectel: { path: DATA, answer: said(5041) },
    dhgj: { path: DATA, answer: spring('access_denied', 403) },
  },
  'rate-limit': ofAll({ path: DATA, answer: faultAnswers.tooManyRequests(0) }),
  'not-found': {
    mgm: { path: DATA, answer: said(3012) },
    bivrost: { path: DATA, answer: gateway(10003, 404) },
    oms: { path: DATA, answer: said(404) },
    quectel: { path: DATA, answer: said(5015) },
    dhgj: { path: DATA, answer: textReply('', 404) },
  },
  conflict: {
    mgm: { path: DATA, answer: said(713) },
    bivrost: { path: DATA, answer: gateway(142, 409) },
    oms: { path: DATA, answer: said(409) },
    quectel: { path: DATA, answer: said(5049) },
    dhgj: { path: DATA, answer: textReply('', 409) },
  },
  input: {
    mgm: { path: DATA, answer: said(3010) },
    bivrost: { path: DATA, answer: gateway(10017, 400) },
    oms: { path: DATA, answer: said(400) },
    quectel: { path: DATA, answer: said(5009) },
    dhgj: { path: DATA, answer: textReply('', 400) },
  },
  offline: {
    mgm: { path: DATA, answer: said(730) },
    bivrost: { path: DATA, answer: gateway(3, 502) },
    quectel: { path: DATA, answer: said(70026) },
  },
  timeout: ofAll({ path: DATA, hang: true }),
  network: ofAll({ path: DATA, drop: 'before' }),
  platform: ofAll({ path: DATA, answer: faultAnswers.htmlPage() }),
};

/** What stands between the node and the platform at a login, for a failure of each kind. */
export const FAILING_LOGIN: Readonly<Partial<Record<FailureKind, Fault>>> = {
  permission: { answer: textReply('', 403) },
  'rate-limit': { answer: faultAnswers.tooManyRequests(0) },
  'not-found': { answer: textReply('', 404) },
  conflict: { answer: textReply('', 409) },
  input: { answer: textReply('', 413) },
  timeout: { hang: true },
  network: { drop: 'before' },
  platform: { answer: faultAnswers.htmlPage() },
};
