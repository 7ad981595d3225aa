// Before anything is drawn, so that nothing flashes.
"use strict";
const theme = localStorage.getItem("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
