// Runs before the first paint, so that a dark desk does not flash white. A file, not an inline
// script: the server's content security policy allows no inline code.
(() => {
  let scheme = 'auto';
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value') || 'auto';
    document.documentElement.lang = localStorage.getItem('quayside.language') || 'en';
  } catch {
    // Storage may be forbidden; the system's scheme and English stand.
  }
  const isDark =
    scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
