/** Where on the floor an address points. Unknown addresses are `null`: the page says so. */
export type Place =
  | { page: 'home' }
  | { page: 'tours' }
  | { page: 'walk'; tourId: string }
  | { page: 'pack' }
  | { page: 'carriers' }
  | { page: 'manifest'; manifestId: string };

export function placeOf(pathname: string): Place | null {
  const [first, second, ...rest] = pathname
    .replace(/^\/floor/, '')
    .split('/')
    .filter((part) => part !== '');
  if (rest.length > 0) return null;
  const isId = second !== undefined && /^\d{1,19}$/.test(second);
  if (first === undefined) return { page: 'home' };
  if (first === 'pick' && second === undefined) return { page: 'tours' };
  if (first === 'pick' && isId) return { page: 'walk', tourId: second };
  if (first === 'pack' && second === undefined) return { page: 'pack' };
  if (first === 'handover' && second === undefined) return { page: 'carriers' };
  if (first === 'handover' && isId) return { page: 'manifest', manifestId: second };
  return null;
}
