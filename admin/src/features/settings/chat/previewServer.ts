/** The server of the preview: takes messages, keeps nothing, asks nobody. Shapes of docs/reference/chat.md. */
export function previewServer() {
  let last = 1;
  const author = { kind: 'visitor', name: null, picture: null };
  const done = () => Promise.resolve();
  const never = () => new Promise<never>(() => {});
  return {
    address: (url: string) => url,
    hello: never,
    read: () => Promise.reject(new Error('preview')),
    send({ conversation_id = 1, body, client_key }: { conversation_id?: number; body: string; client_key: string }) {
      last += 1;
      const at = new Date().toISOString();
      const row = { id: conversation_id, seq: last, status: 'open', last_part: last, last_at: at, last_author: author };
      const conversation = { ...row, preview: body, answer_part: 0, visitor_read: 0, operators_read: 0 };
      const part = { id: last, seq: last, conversation_id, author, body, data: {}, client_key, at };
      return Promise.resolve({ conversation, part });
    },
    mark: done,
    ask: done,
    upload: () => ({ done: Promise.reject(new Error('preview')), stop: () => undefined }),
  };
}
