// Ctrl+K (or Cmd+K) goes to the search line.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const line = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!line) return;
  event.preventDefault();
  line.focus();
  line.select();
});
