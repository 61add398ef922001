// The chosen theme must be known before the first paint, or the page flashes. Nothing stored means: follow the system.
try {
  const theme = localStorage.getItem('sluice-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is barred in some private windows: follow the system.
}
