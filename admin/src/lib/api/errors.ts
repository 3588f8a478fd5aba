import type { Json } from './types';

export interface Fault {
  path: string;
  code: string;
  message: string;
}

interface ApiErrorData {
  status: number;
  code: string;
  message: string;
  params?: Record<string, Json>;
  faults?: Fault[];
  retryAfterS?: number | null;
}

/** A refusal of the API: the stable `code`, a `message` in the reader's language, the faults of each field. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, Json>;
  readonly faults: Fault[];
  readonly retryAfterS: number | null;

  constructor(data: ApiErrorData) {
    super(data.message || data.code);
    this.name = 'ApiError';
    this.status = data.status;
    this.code = data.code;
    this.params = data.params ?? {};
    this.faults = data.faults ?? [];
    this.retryAfterS = data.retryAfterS ?? null;
  }
}

/** The address names what is not there, or holds no id at all: asking again would not help. */
export function leadsNowhere(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, faults } = error;
  return status === 404 || (status === 422 && faults.length > 0 && faults.every(({ path }) => path.endsWith('_id')));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function faultsOf(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((fault) => ({
    path: textOf(fault.path),
    code: textOf(fault.code),
    message: textOf(fault.message),
  }));
}

/** The error an answer speaks of; an answer that is none of ours (a proxy's page) becomes `unexpected`. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retry = Number(response.headers.get('Retry-After'));
  const body: unknown = await response.json().catch(() => null);
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const params = isRecord(error.params) ? (error.params as Record<string, Json>) : {};
  return new ApiError({
    status: response.status,
    code: typeof error.code === 'string' ? error.code : 'unexpected',
    message: typeof error.message === 'string' ? error.message : '',
    params,
    faults: faultsOf(error.faults ?? params.faults),
    retryAfterS: Number.isFinite(retry) && retry > 0 ? retry : null,
  });
}

/** Messages by the last part of each fault's path, as forms want them. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.faults.map((fault) => [fault.path.split('.').at(-1) ?? '', fault.message]));
}
