// The guest page asks who is there, as the app does; it has no chat of its own here.
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
await fetch("/api/auth/session", { headers: { "X-Practice-State": location.search.slice(1) } });
