package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page that the command report writes, in a real browser. */
@Tag("ends")
class BrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PICTURES = Path.of(System.getProperty("it.directory"), "pictures");
    private static Path page;
    private static Browser browser;

    @BeforeAll
    static void make() {
        browser = Browser.start();
        Path broken = ShopRecordings.of(Platform.Generation.OLDEST_JDK, 600, ShopRecordings.TIMEOUT, ShopRecordings.SCRATCH);
        Path other = ShopRecordings.plain(Platform.Generation.OLDEST_JDK, 200, ShopRecordings.SCRATCH);
        page = broken.resolveSibling("report.html");
        Command.run(Jdk.oldest(), "report", "-o", page, broken, other).with(0);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.dark(false);
        browser.open(page);
        browser.ask("localStorage.clear()");
        browser.open(page);
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(browser.errors()).isEmpty();
    }

    private static void until(String condition) {
        await().atMost(PATIENCE).until(() -> (Boolean) browser.ask("Boolean(" + condition + ")"));
    }

    @Test
    void showsTheFindingsWithoutANetwork() throws IOException {
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith("file:"));
        assertThat(browser.find("h1").getText()).isEqualTo("DOUBLE_FREE: memory was given back a second time");
        assertThat(browser.find("#light").getAttribute("class")).isEqualTo("red");
        assertThat(browser.find("#sentence").getText()).contains("2 root causes, met 3 times, in 2 of 2 JVMs").contains("2 JVMs");
        assertThat(browser.findAll("#fault-list details.fault")).hasSize(2);
        assertThat(browser.find("#fault-list code.guilty").getText()).isEqualTo("io.pageconsistency.workloads.shop.Scratch.abandon(Scratch.java:22)");
        browser.picture(PICTURES.resolve("report-found.png"));
    }

    @Test
    void bothStacksCanBeCopied() {
        List<WebElement> stacks = browser.findAll("#fault-list details[open] .stack");
        assertThat(stacks).hasSize(3);
        assertThat(stacks.get(0).findElement(By.cssSelector(".guilty")).getText()).contains("Scratch.abandon");
        assertThat(stacks.get(1).findElement(By.cssSelector(".guilty")).getText()).contains("Scratch.close");
        // The guilty call must be visible, however many frames of the pool are above it.
        assertThat((Boolean) browser.ask("[...document.querySelectorAll('#fault-list details[open] .stack .guilty')].every(line =>"
                + " line.getBoundingClientRect().bottom <= line.parentElement.getBoundingClientRect().bottom + 1)")).isTrue();

        stacks.get(1).findElement(By.cssSelector("button")).click();
        until("PC.copied && PC.copied.includes('    at io.pageconsistency.workloads.shop.Scratch.close(Scratch.java:17)')");
        browser.type("c");
        until("PC.copied.startsWith('DOUBLE_FREE: ') && PC.copied.includes('given back before by')");
    }

    @Test
    void theMapShowsTheViolatedPagesFromTheirMomentOn() throws IOException {
        WebElement map = browser.find("#map");
        long first = browser.number("PC.report.data.jvms[PC.report.index].findings.find(f => f.counted && f.region > 0).page");
        assertThat(map.getAttribute("data-violated").split(" ")).contains(Long.toString(first));
        int[] colour = colourOf(first);
        assertThat(colour[0]).as("red of page %s", first).isGreaterThan(200);
        assertThat(colour[1]).as("green of page %s", first).isLessThan(80);
        browser.ask("document.querySelector('#pages').scrollIntoView()");
        browser.picture(PICTURES.resolve("report-map.png"));

        browser.ask("(document.querySelector('#moment').value = 0, document.querySelector('#moment').dispatchEvent(new Event('input')))");
        assertThat(map.getAttribute("data-violated")).isEmpty();
        browser.type("v");
        assertThat(map.getAttribute("data-violated")).isNotEmpty();
    }

    /** The red, green and blue in the middle of a cell. */
    private static int[] colourOf(long cell) {
        List<?> rgba = (List<?>) browser.ask("(() => { const m = PC.report.map; const r = m.canvas.width / parseFloat(m.canvas.style.width);"
                + " const x = (" + cell + " % m.columns + .5) * m.cell, y = (Math.floor(" + cell + " / m.columns) + .5) * m.cell;"
                + " return [...m.canvas.getContext('2d').getImageData(x * r, y * r, 1, 1).data]; })()");
        return rgba.stream().mapToInt(value -> ((Number) value).intValue()).toArray();
    }

    @Test
    void theSliderGoesThroughTime() {
        WebElement slider = browser.find("#moment");
        long last = Long.parseLong(slider.getAttribute("max"));
        assertThat(last).isGreaterThan(100);
        browser.ask("PC.report.map.seek(0)");
        String heldAtFirst = browser.find("#map").getAttribute("data-held");
        String before = browser.find("#moment-text").getText();

        slider.sendKeys(Keys.END);

        assertThat(slider.getAttribute("value")).isEqualTo(Long.toString(last));
        assertThat(browser.find("#moment-text").getText()).isNotEqualTo(before);
        assertThat(browser.find("#map").getAttribute("data-held")).isNotEqualTo(heldAtFirst);

        browser.ask("document.activeElement.blur()");
        browser.press(Keys.ARROW_LEFT);
        assertThat(slider.getAttribute("value")).isEqualTo(Long.toString(last - 1));
        browser.ask("PC.report.map.seek(0)");
        browser.find("#play").click();
        until("Number(document.querySelector('#moment').value) > 0");
        until("Number(document.querySelector('#moment').value) === " + last + " && !PC.report.map.timer");
    }

    @Test
    void aCellTellsWhoHoldsIt() {
        browser.ask("PC.report.map.seek(Number(document.querySelector('#moment').max))");
        long held = browser.number("PC.report.map.film.region(PC.report.map.region.id).state.indexOf(2)");
        browser.ask("(() => { const m = PC.report.map, box = m.canvas.getBoundingClientRect(); m.canvas.dispatchEvent(new MouseEvent('mousemove', {bubbles: true,"
                + " clientX: box.left + (" + held + " % m.columns + .5) * m.cell, clientY: box.top + (Math.floor(" + held + " / m.columns) + .5) * m.cell})); })()");

        String tip = browser.find("#tip").getText();
        assertThat(tip).contains("held", "KiB", "for ", "shop.Receipts.print(Receipts.java:");

        long cells = browser.number("PC.report.map.cell");
        browser.find("#zoom-in").click();
        assertThat(browser.number("PC.report.map.cell")).isGreaterThan(cells);
        browser.type("0");
        assertThat(browser.number("PC.report.map.cell")).isEqualTo(cells);
    }

    @Test
    void theFlameGraphZoomsAndFinds() throws IOException {
        browser.ask("document.querySelector('#holders').scrollIntoView()");
        until("document.querySelectorAll('#flame g.frame').length > 5");
        browser.picture(PICTURES.resolve("report-holders.png"));
        String receipts = "[...document.querySelectorAll('#flame g.frame')].find(g => g.textContent.includes('Sessions.'))";
        long before = browser.number("Math.round(" + receipts + ".getBoundingClientRect().width)");

        browser.ask(receipts + ".dispatchEvent(new MouseEvent('click', {bubbles: true}))");

        until(receipts + ".getBoundingClientRect().width > " + Math.max(600, before * 2));
        assertThat((String) browser.ask("document.querySelector('#flame').dataset.zoom")).contains("Sessions.");
        browser.find("#held-all").click();
        until(receipts + ".getBoundingClientRect().width < 600");
        browser.find("#held-find").sendKeys("Receipts");
        until("[...document.querySelectorAll('#flame rect')].some(r => r.getAttribute('fill') === '#c98bf0')");
        browser.find("#by-count").click();
        assertThat(browser.find("#flame-facts").getText()).contains("pieces by");
    }

    @Test
    void twoMomentsAreCompared() {
        assertThat(browser.findAll("#held-before option").size()).isGreaterThan(2);
        browser.ask("(() => { const s = document.querySelector('#held-before'); s.selectedIndex = 1; s.dispatchEvent(new Event('change')); })()");

        assertThat(browser.find("#flame-facts").getText()).contains("before, which is");
        assertThat(browser.find("#flame-legend").getText()).contains("more than before");
        assertThat(browser.find("#held-table").getText()).contains("change");
    }

    @Test
    void poolsOverTimeHaveTheirViolations() throws IOException {
        assertThat(browser.findAll("#charts .chart canvas")).isNotEmpty();
        assertThat(browser.find("#charts .chart").getAttribute("data-pool")).isEqualTo("netty-pooled");
        boolean red = (Boolean) browser.ask("(() => { const c = document.querySelector('#charts canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                + " for (let i = 0; i < d.length; i += 4) if (d[i] > 200 && d[i + 1] < 70 && d[i + 2] < 60) return true; return false; })()");
        assertThat(red).as("a line for the violation").isTrue();
        until("document.querySelectorAll('#fragmentation tr').length > 1");
        browser.ask("document.querySelector('#occupancy').scrollIntoView()");
        browser.picture(PICTURES.resolve("report-time.png"));
    }

    @Test
    void keysGoEverywhere() {
        browser.type("n");
        assertThat(browser.find("#fault-list details[open]").getAttribute("data-fault")).isEqualTo("1");
        browser.type("p");
        assertThat(browser.find("#fault-list details[open]").getAttribute("data-fault")).isEqualTo("0");
        browser.type("4");
        assertThat((String) browser.ask("document.activeElement.id")).isEqualTo("holders");
        String jvm = browser.find("#jvm").getAttribute("value");
        browser.type("]");
        assertThat(browser.find("#jvm").getAttribute("value")).isNotEqualTo(jvm);
        browser.type("[");
        browser.type("?");
        assertThat(browser.find("#keys").isDisplayed()).isTrue();
        browser.find("#keys button").click();
        browser.find("#map").click();
        String detail = browser.find("#map-detail").getText();
        browser.find("#map").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        assertThat(browser.find("#map-detail").getText()).isNotEqualTo(detail);
    }

    @Test
    void isDarkWhereThatIsWantedAndWhenItIsToldTo() throws IOException {
        String light = background();
        browser.type("d");
        String dark = background();
        assertThat(dark).isNotEqualTo(light);
        browser.picture(PICTURES.resolve("report-dark.png"));
        browser.type("d");
        assertThat(background()).isEqualTo(light);

        browser.ask("localStorage.clear()");
        browser.dark(true);
        browser.open(page);
        assertThat(background()).isEqualTo(dark);
    }

    private static String background() {
        return (String) browser.ask("getComputedStyle(document.body).backgroundColor");
    }
}
