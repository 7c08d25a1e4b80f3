// Ctrl+Enter (or Cmd+Enter) in a field marked data-send-with sends its form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const field = event.target.closest("[data-send-with]");
  if (!field?.form) return;
  event.preventDefault();
  field.form.requestSubmit();
});
