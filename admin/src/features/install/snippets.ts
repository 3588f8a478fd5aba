import type { CollectionSettings } from '@/lib/api/types';

/** What is pasted into a page, a tag manager or a program: the server's address, the workspace's key and switches. */

export interface Target {
  origin: string;
  key: string;
  settings?: CollectionSettings | undefined;
}

/** `data-…` of the script that hold the workspace's switches: what is not wanted is not even sent. */
function marksOf(settings: CollectionSettings | undefined): [string, string][] {
  if (!settings) return [];
  const marks: [string, string, boolean][] = [
    ['capture', 'off', !settings.capture_contacts],
    ['clicks', 'off', !settings.capture_clicks],
    ['consent', 'required', settings.require_consent],
    ['dnt', 'respect', settings.respect_dnt],
  ];
  return marks.filter(([, , isOn]) => isOn).map(([name, value]) => [name, value]);
}

export function htmlSnippet({ origin, key, settings }: Target): string {
  const marks = marksOf(settings)
    .map(([name, value]) => `s.dataset.${name}='${value}';`)
    .join('');
  return `<!-- Otklik -->
<script>
(function(w,d,u,k){w.otklik=w.otklik||function(){(w.otklik.q=w.otklik.q||[]).push(arguments)};
var s=d.createElement('script');s.async=1;s.src=u+'/otklik.js';s.dataset.key=k;${marks}d.head.appendChild(s)
})(window,document,'${origin}','${key}');
</script>`;
}

export function tagSnippet({ origin, key, settings }: Target): string {
  const marks = marksOf(settings)
    .map(([name, value]) => ` data-${name}="${value}"`)
    .join('');
  return `<script async src="${origin}/otklik.js" data-key="${key}"${marks}></script>`;
}

export function spaSnippet({ origin, key, settings }: Target): string {
  const marks = marksOf(settings)
    .map(([name, value]) => `\nscript.dataset.${name} = '${value}';`)
    .join('');
  return `// once, where the application starts; each change of the address is a page view
window.otklik ??= function () {
  (window.otklik.q ??= []).push(arguments);
};
const script = document.createElement('script');
script.async = true;
script.src = '${origin}/otklik.js';
script.dataset.key = '${key}';${marks}
document.head.append(script);

// when somebody signs in, and when he signs out
otklik('identify', user.id, { $name: user.name, $email: user.email });
otklik('reset');`;
}

export function identifySnippet(): string {
  return `// after the sign-in, and on each page of a signed-in person
otklik('identify', 'USER_ID', { $name: 'Anna Petrova', $email: 'anna@example.com', plan: 'pro' });

// what the site itself knows to be important
otklik('track', 'lesson_finished', { course: 'Design', lesson: 4 });

// after the sign-out
otklik('reset');`;
}

export type Sdk = 'node' | 'python' | 'browser' | 'go' | 'php' | 'ruby' | 'java' | 'curl';
export const SDKS: Record<Sdk, string> = {
  node: 'Node.js',
  python: 'Python',
  browser: 'analytics.js',
  go: 'Go',
  php: 'PHP',
  ruby: 'Ruby',
  java: 'Java',
  curl: 'HTTP',
};

const PROGRAMS: Record<Sdk, (target: Target) => string> = {
  node: ({ origin, key }) => `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${key}', host: '${origin}' });
analytics.identify({ userId: '42', traits: { email: 'anna@example.com' } });
analytics.track({ userId: '42', event: 'Order Completed', properties: { order_id: '1001', total: 4990 } });`,
  python: ({ origin, key }) => `from segment import analytics

analytics.write_key = "${key}"
analytics.host = "${origin}"
analytics.identify("42", {"email": "anna@example.com"})
analytics.track("42", "Order Completed", {"order_id": "1001", "total": 4990})`,
  browser: ({ origin, key }) => `import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load(
  { writeKey: '${key}', cdnURL: '${origin}' },
  { integrations: { 'Segment.io': { apiHost: '${origin.replace(/^https?:\/\//, '')}/v1', protocol: '${origin.startsWith('https') ? 'https' : 'http'}' } } },
);
analytics.page();`,
  go: ({ origin, key }) => `client, _ := analytics.NewWithConfig("${key}", analytics.Config{Endpoint: "${origin}"})
client.Enqueue(analytics.Track{UserId: "42", Event: "Order Completed",
	Properties: analytics.NewProperties().Set("order_id", "1001").Set("total", 4990)})`,
  php: ({
    origin,
    key,
  }) => `Segment\\Segment::init('${key}', ['host' => '${origin.replace(/^https?:\/\//, '')}', 'ssl' => ${origin.startsWith('https') ? 'true' : 'false'}]);
Segment\\Segment::track(['userId' => '42', 'event' => 'Order Completed',
    'properties' => ['order_id' => '1001', 'total' => 4990]]);`,
  ruby: ({
    origin,
    key,
  }) => `analytics = Segment::Analytics.new(write_key: '${key}', host: '${origin.replace(/^https?:\/\//, '')}')
analytics.track(user_id: '42', event: 'Order Completed', properties: { order_id: '1001', total: 4990 })`,
  java: ({ origin, key }) => `Analytics analytics = Analytics.builder("${key}").endpoint("${origin}").build();
analytics.enqueue(TrackMessage.builder("Order Completed").userId("42")
    .properties(Map.of("order_id", "1001", "total", 4990)));`,
  curl: ({ origin, key }) => `curl ${origin}/v1/track -u ${key}: -H 'Content-Type: application/json' \\
  -d '{"userId": "42", "event": "Order Completed", "properties": {"order_id": "1001", "total": 4990}}'`,
};

export function sdkSnippet(sdk: Sdk, target: Target): string {
  return PROGRAMS[sdk](target);
}

export function carrotquestSnippet({ origin, key }: Target): string {
  return `<script>
!function(){function t(t,e){return function(){window.carrotquestasync.push(t,arguments)}}
if("undefined"==typeof carrotquest){var e=document.createElement("script");
e.async=!0,e.src="${origin}/api.min.js",document.head.appendChild(e),
window.carrotquest={},window.carrotquestasync=[],carrotquest.settings={};
for(var n=["connect","track","identify","auth","onReady","addCallback","removeCallback","trackMessageInteraction"],a=0;a<n.length;a++)carrotquest[n[a]]=t(n[a])}}(),
carrotquest.connect("${key}");
</script>`;
}
