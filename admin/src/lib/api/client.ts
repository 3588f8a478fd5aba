import { ApiError, errorOf } from './errors';

/** Who asks: set by the session, read by every call. */
interface Caller {
  workspaceId: string | null;
  language: string;
}

const caller: Caller = { workspaceId: null, language: 'ru' };

/** Every later call speaks for this workspace. */
export function setCallerWorkspace(id: string | null): void {
  caller.workspaceId = id;
}

/** Error messages come in this language. */
export function setCallerLanguage(language: string): void {
  caller.language = language;
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
  const all: Record<string, QueryValue> = { ...query, workspace: caller.workspaceId };
  for (const [key, value] of Object.entries(all)) {
    if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ''}`;
}

function headersOf(body: unknown): Headers {
  const headers = new Headers({ 'X-Otklik-CSRF': '1', 'Accept-Language': caller.language });
  if (caller.workspaceId) headers.set('X-Otklik-Workspace', caller.workspaceId);
  if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json');
  return headers;
}

/** One call, unread: the answer of a success. Raises `ApiError` for every other, `status` 0 when the server cannot be reached. */
export async function send(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
  const { query, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, query), {
      method,
      headers: headersOf(body),
      credentials: 'same-origin',
      body: body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new ApiError({ status: 0, code: 'timeout', message: '' });
    throw new ApiError({ status: 0, code: 'offline', message: '' });
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** So long a page waits for an answer before it says that none came. Files may take their time. */
export const PATIENCE_MS = 20_000;

async function call<T>(method: Method, path: string, asked: CallOptions = {}): Promise<T> {
  const options = { ...asked };
  if (!(asked.body instanceof FormData)) {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    options.signal = asked.signal ? AbortSignal.any([asked.signal, patience]) : patience;
  }
  const response = await send(method, path, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal) =>
    call<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) }),
  post: <T = undefined>(path: string, body: unknown = {}, signal?: AbortSignal) =>
    call<T>('POST', path, { body, ...(signal && { signal }) }),
  put: <T = undefined>(path: string, body: unknown) => call<T>('PUT', path, { body }),
  patch: <T = undefined>(path: string, body: unknown) => call<T>('PATCH', path, { body }),
  delete: <T = undefined>(path: string, body?: unknown) => call<T>('DELETE', path, body === undefined ? {} : { body }),
};
