/** How a site's server makes the proof for `auth()`: hex HMAC-SHA256 of the user id. One program a language, nothing to install. */
export const SNIPPETS = {
  PHP: `$hash = hash_hmac('sha256', $userId, getenv('OTKLIK_AUTH_KEY'));`,
  'Node.js': `import { createHmac } from 'node:crypto';

const hash = createHmac('sha256', process.env.OTKLIK_AUTH_KEY)
  .update(String(userId))
  .digest('hex');`,
  Python: `import hashlib, hmac, os

key = os.environ["OTKLIK_AUTH_KEY"].encode()
digest = hmac.new(key, str(user_id).encode(), hashlib.sha256).hexdigest()`,
  Ruby: `require "openssl"

hash = OpenSSL::HMAC.hexdigest("SHA256", ENV.fetch("OTKLIK_AUTH_KEY"), user_id.to_s)`,
  Go: `mac := hmac.New(sha256.New, []byte(os.Getenv("OTKLIK_AUTH_KEY")))
mac.Write([]byte(userID))
hash := hex.EncodeToString(mac.Sum(nil))`,
} as const;

export type Program = keyof typeof SNIPPETS;

/** What the page says once the server has put both there. */
export const PAGE = `otklik('auth', '<user id>', '<hash>')`;
