/** Takes the lock ARGV[2] for the holder ARGV[3] and ARGV[4] ms. Answers 0, or the ms until it falls open. */
export const LOCK = `
local lock = key('lock', ARGV[2])
if redis.call('SET', lock, ARGV[3], 'PX', ARGV[4], 'NX') then return 0 end
return math.max(1, redis.call('PTTL', lock))
`;

/** Prolongs the lock ARGV[2] of the holder ARGV[3] by ARGV[4] ms; 0 when it is not his any more. */
export const KEEP_LOCK = `
if redis.call('GET', key('lock', ARGV[2])) ~= ARGV[3] then return 0 end
return redis.call('PEXPIRE', key('lock', ARGV[2]), ARGV[4])
`;

export const UNLOCK = `
if redis.call('GET', key('lock', ARGV[2])) ~= ARGV[3] then return 0 end
return redis.call('DEL', key('lock', ARGV[2]))
`;

/** Bytes of an entry at most. Ours, encrypted and in Base64, have less; whoever else may write there may write more. */
const LARGEST_ENTRY = 64 * 1024;

/** The entry ARGV[2] and the ms that are left of its life; one that is too large counts as none. */
export const READ = `
local entry = key('token', ARGV[2])
local content = redis.call('GET', entry)
if content and #content > ${LARGEST_ENTRY} then content = false end
return {content, redis.call('PTTL', entry)}
`;

/** Writes the entry ARGV[2] = ARGV[3] for ARGV[4] ms; where ARGV[5] is given, only if it holds the lock. */
export const WRITE = `
if ARGV[5] and redis.call('GET', key('lock', ARGV[2])) ~= ARGV[5] then return 0 end
redis.call('SET', key('token', ARGV[2]), ARGV[3], 'PX', ARGV[4])
return 1
`;

/** Writes the entry ARGV[2] = ARGV[3] for ARGV[4] ms, if there is none. */
export const FILL = `
return redis.call('SET', key('token', ARGV[2]), ARGV[3], 'PX', ARGV[4], 'NX') and 1 or 0
`;

/** Removes the entry ARGV[2] if it is still ARGV[3]. */
export const REMOVE = `
if redis.call('GET', key('token', ARGV[2])) ~= ARGV[3] then return 0 end
return redis.call('DEL', key('token', ARGV[2]))
`;
