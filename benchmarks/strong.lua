-- SPDX-License-Identifier: Apache-2.0
-- Strong sessions in their steady state: every client sends the token that it was given earlier.
-- HAProxy's token is its cookie; the others' is base64 of the backend's ip:port in a header.
local proxy = os.getenv("PROXY")
local path = os.getenv("REQPATH") or "/hello"
local tokens = {
  "MTI3LjAuMS4xOjUwMDA=", "MTI3LjAuMS4yOjUwMDA=", "MTI3LjAuMS4zOjUwMDA=",
  "MTI3LjAuMS40OjUwMDA=", "MTI3LjAuMS41OjUwMDA=", "MTI3LjAuMS42OjUwMDA=",
}
local requests, turn = {}, 0

init = function()
  for user, token in ipairs(tokens) do
    local headers = {["x-user"] = "user" .. user, ["user-agent"] = "curl/7.88.1", accept = "*/*"}
    if proxy == "haproxy" then
      headers.cookie = "SRV=s" .. user
    else
      headers["x-session-header"] = token
    end
    requests[user] = wrk.format("GET", path, headers)
  end
end

request = function()
  turn = turn % #requests + 1
  return requests[turn]
end
