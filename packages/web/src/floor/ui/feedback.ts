/** What the person hears, sees and feels after a scan or key. */
export type Feedback = 'right' | 'wrong' | 'again' | 'done';
