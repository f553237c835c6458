// Writes what llhttp (the parser of Node.js) makes of messages that are nearly well-formed:
//
//     node --no-deprecation llhttp.js requests >requests.txt
//     node --no-deprecation llhttp.js answers >answers.txt
//
// A line is a message, or several that follow one another, as a JSON string; a tab; and llhttp's
// verdict as JSON: [[first line, body, [header, ...]], ...], and behind these the word it ends with,
// "open" or llhttp's name of the error. Lines are made by a seed, so a run gives the same file.
'use strict';
const { HTTPParser, allMethods } = process.binding('http_parser');
const asked = process.argv[2] === 'requests';
const COUNT = asked ? 600 : 400;

const REQUESTS = [
  'GET /a/b?c=d HTTP/1.1\r\nHost: example.com\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
  'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Y: 1\r\n\r\nhello',
  'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n',
  'GET http://other:81/one?q HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n',
  'PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; c=d\r\n\r\n',
];
const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\nServer: x\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Y: 1\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nX: a\r\nContent-Length: 2\r\n\r\nno',
  'HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nEtag: "a"\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n',
];
const LINES = [
  'Content-Length: 5', 'Content-Length: 0', 'Content-Length: +5', 'Content-Length: 5, 5',
  'Content-Length: 0x5', 'Content-Length:', 'Content-Length: 005', 'Content-Length : 5',
  'Transfer-Encoding: chunked', 'Transfer-Encoding: Chunked ', 'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked, gzip', 'Transfer-Encoding: identity', 'Transfer-Encoding:chunked',
  'Transfer-Encoding : chunked', 'Transfer-Encoding: \u000bchunked', 'Transfer-Encoding: chunked;q=1',
  'Host: b', 'Host: a b', 'X: a\r\n b', 'X:\r\n\tb', 'X: a\u0000b', 'X: \u00e4', 'X\u00e4: b', ': b',
  'X', 'X y: z', 'X: a\rb', 'X: a\nY: b', 'X:', 'X:\t a \t', 'X: \u007f', '(X): y', 'X_Y: z',
];
const MARKS = '\r\n\t \0:;,#?%/\\\u007f\u0080\u00ff019aFgx"()=';

let state = asked ? 20261126 : 20261127;
function random(bound) { // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (((t ^ (t >>> 14)) >>> 0) % bound);
}
const pick = (of) => of[random(of.length)];

function changed(text) {
  const at = random(text.length);
  switch (random(6)) {
    case 0: return text.slice(0, at) + pick(MARKS) + text.slice(at + 1);
    case 1: return text.slice(0, at) + text.slice(at + 1);
    case 2: return text.slice(0, at) + pick(MARKS) + text.slice(at);
    case 3: return text.slice(0, at) + text.slice(at, at + 12) + text.slice(at);
    default: {
      const ends = [...text.matchAll(/\r\n(?=[A-Z])/g)].map((end) => end.index + 2);
      const line = ends.length ? pick(ends) : 0;
      return text.slice(0, line) + pick(LINES) + '\r\n' + text.slice(line);
    }
  }
}

function message() {
  const all = asked ? REQUESTS : ANSWERS;
  let text = pick(all);
  for (let turns = random(4); turns > 0; turns--) text = changed(text);
  return random(3) === 0 ? text + pick(all) : text;
}

function verdict(text) {
  const parser = new HTTPParser();
  parser.initialize(asked ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {});
  const messages = [];
  let more = [];
  let target = '';
  let current;
  const pairs = (flat) => {
    const lines = [];
    for (let i = 0; i < flat.length; i += 2) lines.push(flat[i].toLowerCase() + ': ' + flat[i + 1]);
    return lines;
  };
  parser[HTTPParser.kOnHeaders | 0] = (headers, url) => { // trailers too, which are not compared
    if (!current) more = more.concat(headers);
    if (!current) target += url;
  };
  parser[HTTPParser.kOnHeadersComplete | 0] = (major, minor, headers, method, url, status) => {
    const first = asked ? allMethods[method] + ' ' + (url || target) : String(status);
    current = [first, '', pairs(more.concat(headers || []))];
    more = [];
    target = '';
    return 0;
  };
  parser[HTTPParser.kOnBody | 0] = (piece) => { current[1] += piece.toString('latin1'); };
  parser[HTTPParser.kOnMessageComplete | 0] = () => { messages.push(current); current = undefined; };
  const bytes = Buffer.from(text, 'latin1');
  const read = parser.execute(bytes, 0, bytes.length);
  const end = read instanceof Error ? read.code : read < bytes.length ? 'upgrade' : 'open';
  return [...messages, end];
}

// Everything beyond ASCII is escaped, so that the file is plain.
const plain = (value) =>
  JSON.stringify(value).replace(/[\u007f-\u00ff]/g, (c) => '\\u00' + c.charCodeAt(0).toString(16));
const seen = new Set();
while (seen.size < COUNT) {
  const text = message();
  if (!seen.has(text)) {
    seen.add(text);
    console.log(plain(text) + '\t' + plain(verdict(text)));
  }
}
