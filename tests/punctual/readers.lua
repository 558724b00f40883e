-- For wrk: readers of the pages in $PUNCTUAL_PAGES, "host path" each, in turn, about the moment
-- $PUNCTUAL_AT (seconds of Unix time) from which the stories called "serentak" are due. Prints what
-- they were given: when a story that was due was last not there, and when each was first there.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long us; } moment; int gettimeofday(moment *, void *);")
local clock = ffi.new("moment")
local function now()
  ffi.C.gettimeofday(clock, nil)
  return tonumber(clock.s) + tonumber(clock.us) / 1e6
end

local due = tonumber(os.getenv("PUNCTUAL_AT"))
local threads = {}
function setup(thread)
  thread:set("tid", #threads)
  table.insert(threads, thread)
end

local asked, at = {}, 0
function init(args)
  missing, last_missing, early, broken, told = 0, 0, 0, 0, {}
  for line in io.lines(os.getenv("PUNCTUAL_PAGES")) do
    local host, path = line:match("^(%S+) (%S+)$")
    asked[#asked + 1] = wrk.format("GET", path, { Host = host })
  end
  at = math.floor(tid * #asked / 2)
end

function request()
  at = at % #asked + 1
  return asked[at]
end

function response(status, headers, body)
  local moment = now()
  if status == 404 then
    if moment > due then missing, last_missing = missing + 1, moment - due end
  elseif status ~= 200 then
    broken = broken + 1
  else
    local story = body:match('rel="canonical" href="[^"]-/articles/(%d+)/serentak')
    if story and not told[story] then
      told[story] = true
      io.write(string.format("FIRST %s %.3f\n", story, moment - due))
      if moment < due then early = early + 1 end
    end
  end
end

function done(summary, latency, requests)
  local missing, last, early, broken = 0, 0, 0, 0
  for _, thread in ipairs(threads) do
    missing = missing + thread:get("missing")
    last = math.max(last, thread:get("last_missing"))
    early = early + thread:get("early")
    broken = broken + thread:get("broken")
  end
  local e = summary.errors
  io.write(string.format("\nREADERS %d %d %.3f %d %.3f %d %d\n", summary.requests,
    summary.duration, latency:percentile(95) / 1e3, missing, last, early,
    broken + e.connect + e.read + e.write + e.timeout))
end
