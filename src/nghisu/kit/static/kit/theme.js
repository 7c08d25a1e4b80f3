// Changes light and dark at once, without loading the page anew; the form does the same without scripts.
for (const form of document.querySelectorAll("[data-theme-switch]")) {
  form.addEventListener("submit", (event) => {
    const theme = event.submitter?.value;
    if (!theme) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `nghisu-theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    document.documentElement.dataset.theme = theme;
    const media = { dark: "all", light: "not all" }[theme] ?? "(prefers-color-scheme: dark)";
    document.querySelector("link[data-dark]").media = media;
    for (const choice of form.querySelectorAll("button")) {
      if (choice.value === theme) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
  });
}
