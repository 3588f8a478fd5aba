/* Otklik: reads the queue of the analytics.js snippet and sends to this host. Not Segment's library. */
(function () {
  'use strict';
  var w = window, d = document, script = d.currentScript, src = (script && script.src) || '';
  var parts = /^(.*?)\/analytics\.js\/v1\/([^/]+)\//.exec(src);
  var queue = w.analytics;
  if (!parts || (queue && queue.initialized && !Array.isArray(queue))) return;
  var host = parts[1], key = (queue && queue._writeKey) || decodeURIComponent(parts[2]);
  var memory = {}, waiting = [], listeners = {}, stopped = false;

  function uuid() {
    if (w.crypto && crypto.randomUUID) return crypto.randomUUID();
    return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, function () {
      return ((Math.random() * 16) | 0).toString(16);
    });
  }
  /* analytics.js keeps its ids under these names: who it knew, we go on knowing. */
  function read(name) {
    var found = d.cookie.split('; ').filter(function (c) { return c.indexOf(name + '=') === 0; })[0];
    var value = found ? decodeURIComponent(found.slice(name.length + 1)) : null;
    if (value === null) { try { value = localStorage.getItem(name); } catch (e) { value = memory[name] || null; } }
    if (value && value.charAt(0) === '"') { try { value = JSON.parse(value); } catch (e) { /* as it is */ } }
    return value;
  }
  function write(name, value) {
    memory[name] = value;
    var age = value === null ? 0 : 31536000;
    try {
      d.cookie = name + '=' + encodeURIComponent(value || '') + ';path=/;max-age=' + age + ';samesite=lax' +
        (location.protocol === 'https:' ? ';secure' : '');
    } catch (e) { /* a sandboxed frame has no cookies */ }
    try {
      if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value);
    } catch (e) { /* storage is blocked: memory holds it */ }
  }
  function anonymousId(next) {
    if (next) write('ajs_anonymous_id', next);
    var id = read('ajs_anonymous_id');
    if (!id) write('ajs_anonymous_id', (id = uuid()));
    return id;
  }
  function userId(next) {
    if (next !== undefined) write('ajs_user_id', next === null ? null : String(next));
    return read('ajs_user_id') || null;
  }
  function page() {
    var canonical = d.querySelector('link[rel=canonical]');
    return {
      path: location.pathname, referrer: d.referrer, search: location.search, title: d.title,
      url: (canonical && canonical.href) || location.href.split('#')[0]
    };
  }
  function campaign() {
    var found = {}, names = { source: 1, medium: 1, campaign: 1, term: 1, content: 1 };
    location.search.slice(1).split('&').forEach(function (pair) {
      var name = /^utm_([a-z]+)=(.*)$/.exec(pair);
      if (!name || !names[name[1]]) return;
      try { found[name[1] === 'campaign' ? 'name' : name[1]] = decodeURIComponent(name[2].replace(/\+/g, ' ')); }
      catch (e) { /* not decodable: left out */ }
    });
    return found;
  }
  function post(item, tries) {
    item.sentAt = new Date().toISOString();
    var body = JSON.stringify(item), later = function () {
      if (tries < 8) setTimeout(function () { post(item, tries + 1); }, Math.min(60000, 500 * Math.pow(2, tries)));
    };
    /* text/plain: no preflight; keepalive: outlives the page. */
    fetch(host + '/v1/b', {
      method: 'POST', headers: { 'Content-Type': 'text/plain' }, keepalive: body.length < 60000,
      body: JSON.stringify({ writeKey: key, sentAt: item.sentAt, batch: [item] })
    }).then(function (r) { if (r.status === 429 || r.status >= 500) later(); }, later);
  }
  function send(type, fields, options, callback) {
    if (stopped) return;
    var context = {
      page: page(), locale: navigator.language, userAgent: navigator.userAgent, campaign: campaign(),
      library: { name: 'otklik-analytics.js', version: '1' }
    };
    try { context.timezone = Intl.DateTimeFormat().resolvedOptions().timeZone; } catch (e) { /* unknown */ }
    var given = (options && options.context) || {};
    Object.keys(given).forEach(function (name) { context[name] = given[name]; });
    var item = {
      type: type, messageId: 'otk-' + uuid(), timestamp: new Date((options && options.timestamp) || Date.now()).toISOString(),
      anonymousId: (options && options.anonymousId) || anonymousId(), userId: userId(), context: context
    };
    Object.keys(fields).forEach(function (name) { if (fields[name] !== undefined) item[name] = fields[name]; });
    post(item, 0);
    (listeners[type] || []).forEach(function (f) { try { f(fields.event || fields.name || fields.userId, fields.properties || fields.traits, options); } catch (e) { /* theirs */ } });
    if (typeof callback === 'function') setTimeout(callback, 0);
  }
  function object(value) { return value && typeof value === 'object' ? value : undefined; }
  function last(args) { var f = args[args.length - 1]; return typeof f === 'function' ? f : undefined; }

  var methods = {
    track: function (event, properties, options) {
      send('track', { event: event, properties: object(properties) || {} }, object(options), last(arguments));
    },
    page: function (category, name, properties, options) {
      if (typeof category !== 'string') { options = name; properties = category; category = name = undefined; }
      else if (typeof name !== 'string') { options = properties; properties = name; name = category; category = undefined; }
      var all = page(), given = object(properties) || {};
      Object.keys(given).forEach(function (k) { all[k] = given[k]; });
      send('page', { category: category, name: name, properties: all }, object(options), last(arguments));
    },
    identify: function (id, traits, options) {
      if (id && typeof id === 'object') { options = traits; traits = id; id = undefined; }
      if (typeof id === 'string' || typeof id === 'number') {
        if (userId() && userId() !== String(id)) anonymousId(uuid());
        userId(id);
      }
      send('identify', { traits: object(traits) || {} }, object(options), last(arguments));
    },
    group: function (id, traits, options) {
      send('group', { groupId: id, traits: object(traits) || {} }, object(options), last(arguments));
    },
    alias: function (to, from, options) {
      send('alias', { userId: to, previousId: typeof from === 'string' ? from : userId() || anonymousId() },
        object(options), last(arguments));
    },
    reset: function () { write('ajs_user_id', null); write('ajs_user_traits', null); write('ajs_anonymous_id', null); },
    setAnonymousId: function (id) { return anonymousId(id); },
    user: function () { return { id: function () { return userId(); }, anonymousId: anonymousId }; },
    ready: function (f) { if (typeof f === 'function') setTimeout(f, 0); },
    on: function (name, f) { (listeners[name] = listeners[name] || []).push(f); },
    debug: function () {}, load: function () {}, timeout: function () {}
  };
  methods.screen = methods.page;
  methods.once = methods.on;
  methods.addSourceMiddleware = methods.addIntegrationMiddleware = methods.debug;

  function run(call) {
    var name = call && call[0];
    if (Object.prototype.hasOwnProperty.call(methods, name)) methods[name].apply(null, [].slice.call(call, 1));
  }
  /* bfcache and prerender: nothing to undo; the queue is drained once. */
  if (Array.isArray(queue)) waiting = queue.splice(0, queue.length);
  var analytics = { initialized: true, invoked: true, _writeKey: key, VERSION: 'otklik-1', push: run };
  Object.keys(methods).forEach(function (name) { analytics[name] = methods[name]; });
  w.analytics = analytics;
  waiting.forEach(run);
})();
