/**
 * Gives out the time of a call under the limit ARGV[2]: ARGV[4] calls at once, and then one every ARGV[3] ms. Answers the
 * ms to wait. First come, first served.
 *
 * This is the generic cell rate algorithm: one number, the time until which calls are accounted for. A server that does
 * not know it gives nothing out at once, for others may just have made calls.
 */
export const RESERVE = `
local account, interval, burst = key('calls', ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local accounted = tonumber(redis.call('GET', account) or now + burst * interval)
local pause = tonumber(redis.call('GET', key('pause', ARGV[2])) or 0)
local at = math.ceil(math.max(now, trustedFrom(), pause, accounted - (burst - 1) * interval))
redis.call('SET', account, math.max(accounted, at) + interval, 'PX', 24 * 3600000)
return at - now
`;

/** No call under the limit ARGV[2] for ARGV[3] ms. */
export const PAUSE = `
local pause = key('pause', ARGV[2])
local ends = now + tonumber(ARGV[3])
if ends > tonumber(redis.call('GET', pause) or 0) then redis.call('SET', pause, ends, 'PX', ARGV[3]) end
return 1
`;
