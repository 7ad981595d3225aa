// Clicks that no person made are ignored.
export const trusted = (act) => (event) => {
  event.preventDefault();
  if (event.isTrusted) act();
};
