/**
 * Reserves the moment of a call in the window ARGV[1]: at most ARGV[2] calls in any ARGV[3] ms, for the call ARGV[4];
 * ARGV[5] is the grace of a new server. Answers the ms to wait.
 *
 * First come, first served: no moment lies before one that was given out earlier. The first half of a window goes out
 * at once; the rest is spread over the time until the oldest call leaves the window, so that nobody who comes
 * later finds it used up for a whole window.
 */
export const RESERVE = `
local calls, pause = key('calls', ARGV[1]), key('pause', ARGV[1])
local limit, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local at = math.max(now, trustedFrom(tonumber(ARGV[5])), tonumber(redis.call('GET', pause) or 0))
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
local function score(first, last)
  return tonumber(redis.call('ZRANGE', calls, first, last, 'WITHSCORES')[2])
end
local known = redis.call('ZCARD', calls)
if known > 0 then
  local newest = score(-1, -1)
  at = math.max(at, newest)
  if known >= limit then at = math.max(at, score(known - limit, known - limit) + window) end
  if known >= limit / 2 then
    local apart = window / limit
    local room = limit - known
    if room > 0 then apart = math.max(apart, (score(0, 0) + window - math.max(newest, now)) / room) end
    at = math.max(at, newest + apart)
  end
end
at = math.ceil(at)
redis.call('ZADD', calls, at, ARGV[4])
redis.call('PEXPIRE', calls, at - now + window)
return at - now
`;

/** The reserved call ARGV[2] of the window ARGV[1] is not made. */
export const CANCEL = `
return redis.call('ZREM', key('calls', ARGV[1]), ARGV[2])
`;

/** No call of the window ARGV[1] for ARGV[2] ms. */
export const PAUSE = `
local pause = key('pause', ARGV[1])
local untilTime = now + tonumber(ARGV[2])
if untilTime > tonumber(redis.call('GET', pause) or 0) then redis.call('SET', pause, untilTime, 'PX', ARGV[2]) end
return 1
`;

/**
 * Tells a server that was away of calls made meanwhile in the window ARGV[1] of ARGV[2] ms, id and age of each from
 * ARGV[4] on; nothing goes out for ARGV[3] ms, so that every process can do so.
 */
export const RECORD = `
local calls, pause = key('calls', ARGV[1]), key('pause', ARGV[1])
for i = 4, #ARGV, 2 do redis.call('ZADD', calls, 'NX', now - tonumber(ARGV[i + 1]), ARGV[i]) end
if redis.call('ZCARD', calls) > 0 then redis.call('PEXPIRE', calls, ARGV[2] * 2) end
local untilTime = now + tonumber(ARGV[3])
if tonumber(ARGV[3]) > 0 and untilTime > tonumber(redis.call('GET', pause) or 0) then
  redis.call('SET', pause, untilTime, 'PX', ARGV[3])
end
return 1
`;
