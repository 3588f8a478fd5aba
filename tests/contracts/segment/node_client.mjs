// Sends through @segment/analytics-node as a customer's server would: node node_client.mjs HOST WRITE_KEY
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, flushAt: 5, flushInterval: 200 })
const failures = []
analytics.on('error', (error) => failures.push(String(error.code ?? error)))
for (let n = 0; n < 12; n++) {
  analytics.track({ userId: 'node-user', event: 'Node Event', properties: { n }, timestamp: new Date() })
}
analytics.identify({ userId: 'node-user', traits: { email: 'node@example.org' } })
analytics.page({ anonymousId: 'node-device', name: 'Home' })
analytics.group({ userId: 'node-user', groupId: 'g1', traits: { name: 'Group' } })
analytics.alias({ userId: 'node-user', previousId: 'node-device' })
await analytics.closeAndFlush({ timeout: 30000 })
console.log(JSON.stringify({ failures }))
