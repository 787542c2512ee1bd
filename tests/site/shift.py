"""What moved on a page since it opened, as browsers count it."""

from playwright.sync_api import Page


def layout_shift(page: Page) -> float:
    """Return what moved since the page opened, as browsers count it (cumulative layout shift)."""
    found: float = page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value;
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 300);
        })"""
    )
    return found
