import { ApiError, errorOf } from './errors';
import { admitReading, stayingIn } from './stay';

let callerLanguage = 'ru';

/** Error messages come in this language. */
export function setCallerLanguage(language: string): void {
  callerLanguage = language;
}

export const API = '/api/v1';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type QueryValue = string | number | boolean | null | undefined;

export interface CallOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
}

/** An address of the API, the workspace included, for what the browser loads by itself (downloads, streams). */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  const all: Record<string, QueryValue> = { ...query, workspace: stayingIn() };
  for (const [key, value] of Object.entries(all)) {
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ''}`;
}

function headersOf(body: unknown): Headers {
  const headers = new Headers({ 'X-Otklik-CSRF': '1', 'Accept-Language': callerLanguage });
  const workspaceId = stayingIn();
  if (workspaceId) headers.set('X-Otklik-Workspace', workspaceId);
  if (body instanceof Blob) headers.set('Content-Type', 'application/octet-stream');
  else if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json');
  return headers;
}

/** What a page is told of a call that broke off; one that was called off stays an AbortError. */
function failureOf(error: unknown): unknown {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  // A lost connection is a TypeError in every browser.
  if (!isLate && !(error instanceof TypeError)) return error;
  return new ApiError({ status: 0, code: isLate ? 'timeout' : 'offline', message: '' });
}

/** One call, unread: the answer of a success. Raises `ApiError` for every other, `status` 0 when the server cannot be reached. */
export async function send(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
  const { query, body, signal } = options;
  const response = await fetch(apiUrl(path, query), {
    method,
    headers: headersOf(body),
    credentials: 'same-origin',
    body: body === undefined ? null : body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw failureOf(error);
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** So long a page waits for an answer before it says that none came. Files may take their time. */
export const PATIENCE_MS = 20_000;

/** Whether a call reads of the workspace: a GET, or one that its asker can call off. What concerns the member goes on. */
function isReading(method: Method, path: string, signal: AbortSignal | undefined): boolean {
  return (method === 'GET' || signal !== undefined) && path !== '/me' && !path.startsWith('/me/');
}

async function call<T>(method: Method, path: string, asked: CallOptions = {}): Promise<T> {
  const signals = asked.signal ? [asked.signal] : [];
  if (isReading(method, path, asked.signal)) signals.push(await admitReading());
  const patience = new AbortController();
  const isFile = asked.body instanceof FormData;
  const timer = isFile
    ? undefined
    : setTimeout(() => patience.abort(new DOMException('', 'TimeoutError')), PATIENCE_MS);
  try {
    const response = await send(method, path, { ...asked, signal: AbortSignal.any([...signals, patience.signal]) });
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  } catch (error) {
    throw failureOf(error);
  } finally {
    clearTimeout(timer);
  }
}

export const api = {
  get: <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal) =>
    call<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) }),
  post: <T = undefined>(path: string, body: unknown = {}, signal?: AbortSignal) =>
    call<T>('POST', path, { body, ...(signal && { signal }) }),
  put: <T = undefined>(path: string, body: unknown) => call<T>('PUT', path, { body }),
  patch: <T = undefined>(path: string, body: unknown) => call<T>('PATCH', path, { body }),
  delete: <T = undefined>(path: string, body?: unknown, query?: Record<string, QueryValue>) =>
    call<T>('DELETE', path, { ...(body !== undefined && { body }), ...(query && { query }) }),
};
