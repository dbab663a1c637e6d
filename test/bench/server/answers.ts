/** The platforms' HTTP answers, as small and quick as their documents allow. */

/** What one call is answered with. */
export type Answer = (body: string) => unknown;

const HOUR_S = 3600;

/** Tokens are accepted as they are: what is measured is never the server's bookkeeping. */
export const TOKEN = jwt();

/** A machine's status changes every so many seconds. */
const SECONDS_A_STATUS = 10;

const DEVICES = Array.from({ length: 10 }, (_, index) => ({
  device_id: `device-${index}`,
  name: `Device ${index}`,
  product_id: 10_000,
  online: index % 3 > 0,
}));

/** By path, without the query. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  '/v1/token': () => ({
    code: 200,
    data: { access_token: TOKEN, expires_in: 2 * HOUR_S, refresh_token: 'refresh' },
  }),
  '/oms/auth/token': () => ({ code: 0, data: { token: TOKEN } }),
  '/oms/device/list': () => ({ code: 0, msg: 'ok', data: { list: DEVICES, total: DEVICES.length } }),
  '/api/auth/login': () => ({ token: TOKEN }),
  '/api/cnc/batchReadErrors': (body) => machinesIn(body).map(() => ({ errorCode: 0, errorMsg: 'Success' })),
  '/api/cnc/batchReadTaskData': (body) =>
    machinesIn(body).map((machineID) => ({ ...cncStatus(machineID), time: new Date().toISOString() })),
};

/** `readCNCStatus` of one machine (docs/platforms/bivrost.md, "Direct reads"). */
export function cncStatus(machineID: string): object {
  const seconds = Math.floor(Date.now() / 1000) + Number(machineID);
  const cncStatus = Math.floor(seconds / SECONDS_A_STATUS) % 2 === 0 ? 'AUTO_RUN' : 'WAIT';
  return { cncStatus, alarmStatus: 'NO_ALARM' };
}

function machinesIn(body: string): string[] {
  return (JSON.parse(body) as { machineID: string }[]).map(({ machineID }) => machineID);
}

function jwt(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  return [part({ alg: 'HS256', typ: 'JWT' }), part({ iat, exp: iat + 24 * HOUR_S }), 'signature'].join('.');
}
