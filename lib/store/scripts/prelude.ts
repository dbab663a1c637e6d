/**
 * What all scripts share. Time is the server's alone, so that no computer's clock matters. KEYS[1] begins every key,
 * ARGV[1] is the length of a lease.
 *
 * `trustedFrom()`: a server that has started anew, or a replica that has taken over, may have forgotten things or may
 * remember old ones. Then all members must come back and tell what they hold, and nothing is given out before a
 * lease's time has passed.
 */
export const PRELUDE = `
local lease = tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function key(...) return KEYS[1] .. ':' .. table.concat({...}, ':') end

local function notify(group) redis.call('PUBLISH', key('changes'), group) end

-- Of a member, or of a consumer, whose id begins with that of its member.
local function isMember(id)
  local seen = redis.call('ZSCORE', key('members'), string.match(id, '^[^:]*'))
  return seen and tonumber(seen) > now - lease
end

local function trustFrom(time)
  redis.call('HSET', key('server'), 'trusted', time)
  return time
end

local function trustedFrom()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local server = redis.call('HMGET', key('server'), 'run', 'trusted')
  if server[1] == run then return tonumber(server[2]) end
  redis.call('DEL', key('members'))
  redis.call('HSET', key('server'), 'run', run)
  return trustFrom(now + lease)
end
`;
