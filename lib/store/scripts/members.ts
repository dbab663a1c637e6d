/**
 * A heartbeat of member ARGV[2]. Answers whether it was known, and how many members there are.
 *
 * Who has sent none for a lease's time is no member any more. When nobody could reach the server for a while, each gets
 * a lease's time to come back; until then nothing is given out.
 */
export const HEARTBEAT = `
local members = key('members')
local trusted = trustedFrom()
local newest = redis.call('ZRANGE', members, -1, -1, 'WITHSCORES')[2]
if newest and now - newest > lease / 2 and redis.call('ZCARD', members) > 1 then
  for _, id in ipairs(redis.call('ZRANGE', members, 0, -1)) do redis.call('ZADD', members, now, id) end
  trustFrom(math.max(trusted, now + lease))
end
if redis.call('ZREMRANGEBYSCORE', members, '-inf', now - lease) > 0 then notify('*') end
local added = redis.call('ZADD', members, now, ARGV[2])
return {1 - added, redis.call('ZCARD', members)}
`;

/** Member ARGV[2] gives everything back. */
export const DEPART = `
redis.call('ZREM', key('members'), ARGV[2])
notify('*')
return 1
`;

/** Does what the other scripts do, with a key and a message of its own, ARGV[2]. */
export const VERIFY = `
local probe = key('probe', ARGV[2])
redis.call('SET', probe, now, 'PX', lease)
local written = redis.call('GET', probe)
redis.call('DEL', probe)
redis.call('INFO', 'server')
notify(ARGV[2])
return tonumber(written) == now and 1 or 0
`;
