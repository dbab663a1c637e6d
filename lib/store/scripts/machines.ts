/**
 * Scripts about a group: the processes that run one node. ARGV[1] is the group, ARGV[2] the process. Each answers -1
 * to a process that is not known (any more): whatever it believed to hold it must restore, or has lost.
 */
const MEMBER = `
local group, process = ARGV[1], ARGV[2]
if not isMember(process) then return -1 end
local owners, owned = key('owners', group), key('owned', group, process)
`;

/**
 * Process ARGV[2] runs the node with the list of machines ARGV[3] (a digest). Answers `{machines it owns, id, digest,
 * number of machines, 1 when it cannot take any, id, …}` of all members.
 */
export const ATTEND = `${MEMBER}
redis.call('SADD', key('groups'), group)
if redis.call('HSET', key('members', group), process, ARGV[3]) == 1 then nudge(group) end
local answer = {redis.call('SCARD', owned)}
local members = redis.call('HGETALL', key('members', group))
for i = 1, #members, 2 do
  answer[#answer + 1] = members[i]
  answer[#answer + 1] = members[i + 1]
  answer[#answer + 1] = redis.call('SCARD', key('owned', group, members[i]))
  answer[#answer + 1] = redis.call('SISMEMBER', key('cut'), members[i])
end
return answer
`;

/** Takes up to ARGV[4] of the machines from ARGV[5] on that nobody has; ARGV[3] is the grace of a new server. */
export const CLAIM = `
local trusted = trustedFrom(tonumber(ARGV[3]))
${MEMBER}
local taken = {}
if now < trusted then return taken end
for i = 5, #ARGV do
  if #taken >= tonumber(ARGV[4]) then break end
  if redis.call('HSETNX', owners, ARGV[i], process) == 1 then
    redis.call('SADD', owned, ARGV[i])
    redis.call('SREM', key('free', group), ARGV[i])
    taken[#taken + 1] = ARGV[i]
  end
end
if #taken > 0 then nudge(group) end
return taken
`;

/** Gives the machines from ARGV[3] on back. */
export const RELEASE = `${MEMBER}
for i = 3, #ARGV do
  if redis.call('SREM', owned, ARGV[i]) == 1 then
    redis.call('HDEL', owners, ARGV[i])
    redis.call('SADD', key('free', group), ARGV[i])
  end
end
nudge(group)
return 1
`;

/** Tells a server that has forgotten it that the process holds the machines from ARGV[3] on; answers those it lost. */
export const RESTORE = `${MEMBER}
redis.call('SADD', key('groups'), group)
redis.call('HSETNX', key('members', group), process, '')
local lost = {}
for i = 3, #ARGV do
  if redis.call('HSETNX', owners, ARGV[i], process) == 1 then
    redis.call('SADD', owned, ARGV[i])
    redis.call('SREM', key('free', group), ARGV[i])
  elseif redis.call('HGET', owners, ARGV[i]) ~= process then
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
`;

/** Some of the machines that were given back, ARGV[3] at most. */
export const FREED = `${MEMBER}
return redis.call('SRANDMEMBER', key('free', group), ARGV[3])
`;

/** The machines that the process owns. */
export const OWNED = `${MEMBER}
return redis.call('SMEMBERS', owned)
`;

/** The process does not run the node any more. */
export const LEAVE = `${MEMBER}
disown(group, process)
nudge(group)
return 1
`;
