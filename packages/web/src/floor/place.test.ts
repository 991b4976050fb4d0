import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test('addresses of the floor', () => {
  expect(placeOf('/floor')).toEqual({ page: 'home' });
  expect(placeOf('/floor/')).toEqual({ page: 'home' });
  expect(placeOf('/floor/pick')).toEqual({ page: 'tours' });
  expect(placeOf('/floor/pick/50')).toEqual({ page: 'walk', tourId: '50' });
  expect(placeOf('/floor/pack')).toEqual({ page: 'pack' });
  expect(placeOf('/floor/handover')).toEqual({ page: 'carriers' });
  expect(placeOf('/floor/handover/31')).toEqual({ page: 'manifest', manifestId: '31' });
});

test('an address that is no page of the floor is none', () => {
  expect(placeOf('/floor/count')).toBeNull();
  expect(placeOf('/floor/pick/abc')).toBeNull();
  expect(placeOf('/floor/pick/50/more')).toBeNull();
  expect(placeOf('/floor/pack/1')).toBeNull();
});
