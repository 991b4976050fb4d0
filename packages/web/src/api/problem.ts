import type { Problem, RefusalCode } from '@quayside/contract';

/** Codes that the browser adds: no answer came, or one that is not ours. */
export type ProblemCode = RefusalCode | 'unreachable' | 'unreadable';

/** What the API refused, as the person at the desk needs it: what, which field, what to do. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string | null;
  readonly fields: readonly { path: string; message: string }[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.remedy = problem.remedy ?? null;
    this.fields = problem.fields ?? [];
    this.facts = problem.facts ?? {};
  }
}

/** A problem that arose on this side of the wire. */
export function localProblem(code: 'unreachable' | 'unreadable', status: number): ApiProblem {
  return new ApiProblem({ type: 'about:blank', title: '', status, code, detail: '' });
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  return (
    'code' in body &&
    typeof body.code === 'string' &&
    'title' in body &&
    typeof body.title === 'string'
  );
}

/** Reads a refused answer; one that is no problem document still becomes a problem. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (isProblem(body)) {
      return new ApiProblem({ ...body, detail: body.detail ?? '', status: response.status });
    }
  } catch {
    // A gateway's HTML page or an empty body: named below by its status.
  }
  if (response.status === 401) {
    return new ApiProblem({
      type: 'about:blank',
      title: '',
      status: 401,
      code: 'not_signed_in',
      detail: '',
    });
  }
  return localProblem(response.status >= 502 ? 'unreachable' : 'unreadable', response.status);
}

/** Any thrown thing as a problem, so that every error state can be shown the same way. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    type: 'about:blank',
    title: '',
    status: 0,
    code: 'unreadable',
    detail: error instanceof Error ? error.message : String(error),
  });
}
