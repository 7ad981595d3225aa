// The first script of both shells, after #client-bootstrap: what this tab's address asks of the site (see tab.py) is
// kept for the tab, taken out of the address, and sent along with each call: fetch(…, { headers: practice.headers }).
(() => {
  const told = JSON.parse(document.querySelector("#client-bootstrap").textContent);
  const address = new URL(location.href);
  const asked = new URLSearchParams();
  for (const name of ["gen", "lang", "state", "picker"]) {
    if (!address.searchParams.has(name)) continue;
    asked.set(name, address.searchParams.get(name));
    address.searchParams.delete(name);
  }
  if (asked.size) {
    sessionStorage.setItem("practice", asked);
    history.replaceState(null, "", address);
  }
  const kept = sessionStorage.getItem("practice") ?? "";
  window.practice = { headers: kept ? { "X-Practice-State": kept } : {} };
  // A document asked for by its plain address has the site's look, not this tab's: once more, with the tab's wish.
  if (kept && !asked.size && told.tab !== kept) {
    for (const [name, value] of new URLSearchParams(kept)) address.searchParams.set(name, value);
    location.replace(address);
  }
})();
