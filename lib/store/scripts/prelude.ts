/**
 * What all scripts share. Time is the server's alone, so that no computer's clock matters. KEYS[1] begins every key.
 *
 * `trustedFrom(grace)`: a server that has started anew, or a replica that has taken over, may have forgotten things or
 * may remember old ones. Then what is known of the processes is forgotten, each tells anew what it holds, and
 * nothing is given out before `grace` ms have passed.
 */
export const PRELUDE = `
local base = KEYS[1]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function key(...) return base .. ':' .. table.concat({...}, ':') end

local function nudge(group) redis.call('PUBLISH', key('nudges'), group) end

local function isMember(process) return redis.call('ZSCORE', key('processes'), process) end

local function disown(group, process)
  for _, machine in ipairs(redis.call('SMEMBERS', key('owned', group, process))) do
    redis.call('HDEL', key('owners', group), machine)
    redis.call('SADD', key('free', group), machine)
  end
  redis.call('DEL', key('owned', group, process))
  redis.call('HDEL', key('members', group), process)
  if redis.call('EXISTS', key('members', group)) == 0 then
    redis.call('DEL', key('owners', group), key('free', group))
    redis.call('SREM', key('groups'), group)
  end
end

local function dismiss(process)
  for _, group in ipairs(redis.call('SMEMBERS', key('groups'))) do
    if redis.call('HEXISTS', key('members', group), process) == 1 then
      disown(group, process)
      nudge(group)
    end
  end
  redis.call('ZREM', key('processes'), process)
  redis.call('HDEL', key('addresses'), process)
  redis.call('SREM', key('cut'), process)
end

local function trustedFrom(grace)
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
  local epoch = redis.call('HMGET', key('epoch'), 'run', 'trusted')
  if epoch[1] == run then return tonumber(epoch[2]) end
  for _, process in ipairs(redis.call('ZRANGE', key('processes'), 0, -1)) do dismiss(process) end
  redis.call('HSET', key('epoch'), 'run', run, 'trusted', now + grace)
  return now + grace
end
`;
