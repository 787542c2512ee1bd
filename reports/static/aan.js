/* Says that scripts run, before anything is drawn: what needs them has its place from the start. */
document.documentElement.classList.add("js");
