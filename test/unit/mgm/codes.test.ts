import { expect } from 'chai';
import type { FailureKind } from '../../../lib/errors';
import { mgmFailures, mgmFileMessage } from '../../../lib/mgm';
import { mgmError, mgmSocketError } from '../../../lib/mgm/failures';

const CHINESE = /\p{Script=Han}/u;

/** docs/platforms/mgm.md, "Codes": OauthCode and ContentError. */
const API_CODES: Record<number, FailureKind> = {
  3000: 'auth',
  3001: 'auth',
  3002: 'auth',
  3003: 'auth',
  3004: 'auth',
  3005: 'auth',
  3006: 'auth',
  3007: 'auth',
  3008: 'auth',
  3009: 'rate-limit',
  3010: 'input',
  3011: 'permission',
  3012: 'not-found',
  3013: 'auth',
};

/** docs/platforms/mgm.md, "Codes": TRANS_ERROR_TOOL and LOCK_ERROR_TOOL, with their texts. */
const FILE_CODES: [code: number, kind: FailureKind, zh: string][] = [
  [711, 'platform', '系统出错'],
  [712, 'platform', '没有足够的存储空间'],
  [713, 'conflict', '内部存储已有该文件或路径'],
  [714, 'conflict', '外部存储已有该文件或路径'],
  [715, 'not-found', '内部存储无该文件或路径'],
  [716, 'not-found', '外部存储无该文件或路径'],
  [717, 'not-found', '内部存储无该路径'],
  [718, 'not-found', '外部存储无该路径'],
  [719, 'input', '文件名不合法'],
  [720, 'timeout', '响应超时'],
  [721, 'platform', '该系统型号暂不支持创建文件夹'],
  [722, 'platform', '该机床暂不支持'],
  [723, 'platform', '系统出错'],
  [723, 'platform', '加锁文件不符合要求'],
  [724, 'offline', '盒子与机床连接异常'],
  [730, 'offline', '盒子与机床断开连接'],
  [731, 'input', '文件过大'],
  [732, 'input', '文件内容格式不合法'],
  [733, 'conflict', '文件已经存在'],
  [734, 'platform', '未获取到存储'],
];

/** docs/platforms/mgm.md, "Codes": the named texts of VfsMessage. */
const NAMED: [name: string, kind: FailureKind, zh: string][] = [
  ['FILE_NOT_EXIST', 'not-found', '文件不存在或已删除，请刷新页面后重试'],
  ['FAIL_CODE', 'platform', '操作失败'],
  ['FILE_TYPE_WRONG', 'input', '文件类型错误'],
  ['FILE_EXIST', 'conflict', '文件已存在'],
  ['PATH_NOT_EXIST', 'not-found', '路径不存在'],
  ['DELETE_CNC_FILE_FAIL', 'platform', '删除内部存储文件失败'],
  ['DELETE_BOX_FILE_FAIL', 'platform', '删除外部存储失败'],
  ['FILE_IN_CNC_NOT_EXIST', 'not-found', '内部存储无此文件'],
  ['FILE_IN_BOX_NOT_EXIST', 'not-found', '外部存储无此文件'],
  ['FILE_IN_CNC_EXIST', 'conflict', '内部存储该文件已存在'],
  ['FILE_IN_BOX_EXIST', 'conflict', '外部存储该文件已存在'],
  ['FILE_TO_CNC_FAIL', 'platform', '传输到内部存储失败'],
  ['FILE_TO_BOX_FAIL', 'platform', '传输到外部存储失败'],
  ['CNC_TO_BOX_FAIL', 'platform', '内部存储到外部存储失败'],
  ['GET_FILE_INFO_FAIL', 'platform', '获取文件内容失败'],
  ['CANT_ALTER_LARGE_FILE', 'input', '文件过大暂不支持编辑'],
  ['ADD_FILE_DUPLICATION', 'conflict', '此次添加有重复文件'],
  ['FLOW_NOT_ENOUGH', 'permission', '贵公司剩余可下载流量不足'],
  ['START_DNC_FILE', 'platform', '在线加工失败'],
  ['IS_MODIFY', 'conflict', '下列文件正在被操作'],
  ['TIME_OUT', 'timeout', '盒子响应超时'],
  ['NO_CONNECT', 'offline', '请检查网络连接'],
  ['STORAGE_TYPE_NOT_SUPPORT', 'input', '不支持的存储类型'],
  ['NO_RPC_REQUEST', 'input', 'rpc request 参数错误'],
  ['GET_LOG_FILE_FAIL', 'platform', '获取Log文件失败'],
  ['MAX_OPERATOR', 'platform', '重试次数超出上限'],
  ['TRANS_CANCEL', 'conflict', '传输中断'],
  ['CREATE_DIR_FAILED', 'platform', '创建云端文件夹失败'],
  ['EMPTY_NAME', 'input', '文件或文件夹名不能为空'],
  ['TRANS_TIMEOUT', 'timeout', '传输超时'],
  ['FILE_IS_TOO_LARGE', 'input', '文件大于50M，不支持传输'],
  ['FILE_NAME_TOO_LONG', 'input', '全英文文件名不得大于180个字符，全中文文件名不得大于60个字符'],
  ['FILE_EDIT_ERROR', 'input', '文件类型不支持编辑'],
];

const numbered = mgmFailures.rows.filter(({ code }) => typeof code === 'number');
const named = mgmFailures.rows.filter(({ code }) => typeof code === 'string');

describe('The codes of the MGM cloud (docs/platforms/mgm.md, "Codes": 报错)', () => {
  it('are all in the table, and no others', () => {
    const documented = [...Object.keys(API_CODES).map(Number), ...FILE_CODES.map(([code]) => code)];
    expect(numbered.map(({ code }) => code)).to.deep.equal([...new Set(documented)].sort((a, b) => a - b));
    expect(mgmFailures.get(3014)).to.equal(undefined);
  });

  it('have their kind, and a text in English and in Chinese', () => {
    for (const { code, en, zh } of numbered) {
      expect(en, `${code}`).to.match(/^[A-Z][ -~]{8,}$/);
      expect(zh, `${code}`).to.match(CHINESE);
    }
    for (const [code, kind] of Object.entries(API_CODES))
      expect(mgmFailures.get(Number(code))?.kind, code).to.equal(kind);
    for (const [code, kind, zh] of FILE_CODES) {
      expect(mgmFailures.get(code)?.kind, `${code}`).to.equal(kind);
      expect(mgmFailures.get(code)?.zh, `${code}`).to.include(zh);
    }
  });

  it('say which token is the matter, and what may pass by itself', () => {
    const problems = numbered.filter(({ tokenProblem }) => tokenProblem);
    expect(problems.map(({ code, tokenProblem }) => [code, tokenProblem])).to.deep.equal([
      [3003, 'invalid'],
      [3005, 'expired'],
      [3007, 'invalid'],
      [3008, 'superseded'],
    ]);
    const retryable = numbered.filter((failure) => failure.retryable).map(({ code }) => code);
    expect(retryable).to.deep.equal([711, 720, 724, 730, 3005, 3008, 3009]);
  });

  it('named by text alone are recognised by it', () => {
    expect(named.map(({ code }) => code)).to.deep.equal(NAMED.map(([name]) => name));
    for (const [name, kind, zh] of NAMED) {
      const message = mgmFileMessage(` ${zh} `);
      expect(message, name).to.include({ code: name, kind, zh });
      expect(message?.en).to.match(/^[A-Z][ -~]{8,}$/);
      expect(mgmError(500, zh)).to.include({ code: 'mgm:500', kind });
    }
    expect(mgmFileMessage('constructor')).to.equal(undefined);
  });
});

describe('An error of the MGM cloud (docs/behaviour.md, "Failures": the platform’s own words are kept)', () => {
  it('has the meaning, the code and what the platform said', () => {
    const error = mgmError(3012, 'the machine does not exist', 200);
    expect(error).to.include({ code: 'mgm:3012', kind: 'not-found', retryable: false, httpStatus: 200 });
    expect(error.message).to.equal('The machine does not exist (mgm:3012: the machine does not exist)');
    expect(mgmError(723, '加锁文件不符合要求').message).to.include('加锁文件不符合要求');
    expect(mgmError(3009, '')).to.include({ kind: 'rate-limit', retryAfterMs: 20_000 });
    expect(mgmError(9999, 'new')).to.include({ code: 'mgm:9999', kind: 'platform', retryable: false });
  });

  it('is made of whatever a socket says', () => {
    const cases: [message: Record<string, unknown>, code: string, text: string][] = [
      [{ code: '3012', message: 'x' }, 'mgm:3012', 'does not exist'],
      [{ code: 'ERR', message: 5 }, 'mgm:ERR', '5'],
      [{ code: null }, 'mgm:unknown', ''],
      [{ code: { toString: 1 }, message: { toString: 1 } }, 'mgm:unknown', ''],
      [{}, 'mgm:unknown', ''],
    ];
    for (const [message, code, text] of cases) {
      const error = mgmSocketError(message);
      expect(error.code).to.equal(code);
      expect(error.message).to.include(text).and.not.to.include('NaN');
    }
  });
});
