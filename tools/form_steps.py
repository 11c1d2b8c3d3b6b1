"""The steps of the form for help, as a hand goes through them: for whoever measures or draws what it looks like."""

from collections.abc import Iterator

from playwright.sync_api import Page

WARD = "26848"  # Phước Long B, found by its old name
WORDS = "Nước lên nhanh, chưa ra chợ được. Nhà có bà ngoại 78 tuổi."


def steps(page: Page, urgency: int | None = None, **quantities: str) -> Iterator[str]:
    """Walks from the front page to what is shown once a request is sent; stops with the name of each step, filled.

    `quantities` by item; `urgency` is the place of one in the list, else the one that is chosen already stays.
    """
    page.locator("main a[href$='/cases/ask']").first.click()
    for item, quantity in quantities.items():
        page.locator(f"#qty-{item}").fill(quantity)
    yield "what"
    _onward(page)
    page.fill("#people", "4")
    if urgency is not None:
        page.locator(".option:has([name=urgency])").nth(urgency).click()
    yield "who"
    page.fill("#words", WORDS)
    _onward(page)
    page.fill("#place_text", "Phước Long B, Quận 9")
    page.locator(f".option:has([value='{WARD}'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    yield "where"
    _onward(page)
    page.locator("#step-q, #step-4").locator("visible=true").wait_for()
    if page.locator("#step-q").is_visible():  # what the demo asks of whoever wants food
        page.locator("#q-food-can_cook .option").first.click()
        _onward(page)
    page.fill("#name", "Nguyễn Thị Lan")
    page.fill("#phone", "0912 345 678")
    yield "how"
    _onward(page)
    page.locator("#consent").wait_for()
    yield "check"
    page.locator("#consent").check()
    page.locator(".step:visible button.btn.need, .step:visible button[type=submit]").first.click()
    page.wait_for_url("**/cases/sent/**")
    yield "sent"


def _onward(page: Page) -> None:
    page.locator(".step:visible .next").click()
