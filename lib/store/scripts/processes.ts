/**
 * A sign of life of process ARGV[1] at address ARGV[2]; ARGV[3] is the key of the channel between processes that it
 * knows, ARGV[4] the grace of a new server, ARGV[5] is 1 when another process asks in its place.
 *
 * Answers `{1 when it was known, ms until things are given out, channel key, run of the server, id, age in ms,
 * address, id, age, address, …}` of all processes.
 */
export const BEAT = `
local process = ARGV[1]
local wait = math.max(0, trustedFrom(tonumber(ARGV[4])) - now)
redis.call('SET', key('channel-key'), ARGV[3], 'NX')
local known = isMember(process) and 1 or 0
redis.call('ZADD', key('processes'), now, process)
redis.call('HSET', key('addresses'), process, ARGV[2])
redis.call(ARGV[5] == '1' and 'SADD' or 'SREM', key('cut'), process)
local answer = {known, wait, redis.call('GET', key('channel-key')), redis.call('HGET', key('epoch'), 'run')}
local processes = redis.call('ZRANGE', key('processes'), 0, -1, 'WITHSCORES')
for i = 1, #processes, 2 do
  answer[#answer + 1] = processes[i]
  answer[#answer + 1] = now - processes[i + 1]
  answer[#answer + 1] = redis.call('HGET', key('addresses'), processes[i]) or ''
end
return answer
`;

/** Process ARGV[1] is alive but cannot say so itself. */
export const RENEW = `
if not isMember(ARGV[1]) then return 0 end
redis.call('SADD', key('cut'), ARGV[1])
redis.call('ZADD', key('processes'), now, ARGV[1])
return 1
`;

/** Takes everything from process ARGV[1] if it has given no sign of life for ARGV[2] ms. */
export const EXPEL = `
local seen = isMember(ARGV[1])
if not seen or now - seen < tonumber(ARGV[2]) then return 0 end
dismiss(ARGV[1])
return 1
`;

/** Process ARGV[1] gives everything back. */
export const DEPART = `
dismiss(ARGV[1])
return 1
`;
