/** Base URLs, `/v1` included (mgm.source.md, 一; mgm.md: the test host is plain http, production https). */
export const MGM_BASE_URLS = {
  production: 'https://openapi.mgm-iot.com/v1',
  test: 'http://topenapi.mgm-iot.com/v1',
} as const;
