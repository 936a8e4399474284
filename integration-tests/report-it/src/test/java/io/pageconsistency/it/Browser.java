package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium or Chrome of this machine, without a screen and without a network. */
final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String DRIVER = "chromedriver";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts the browser. Without one the test is skipped, or fails if tests must not be skipped. */
    static Browser start() {
        Path browser = BROWSERS.stream().flatMap(Browser::onPath).findFirst().orElse(null);
        Path chromedriver = onPath(DRIVER).findFirst().orElse(null);
        if (browser == null || chromedriver == null) {
            String message = "the page was not tried in a browser: there is no " + (browser == null ? "Chromium or Chrome" : DRIVER)
                    + " on the PATH (Debian: apt-get install chromium chromium-driver)";
            System.err.println(message);
            return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        // No sandbox, because containers do not allow one, and the only opened file is our own.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--force-color-profile=srgb");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).usingAnyFreePort().build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1400, 1000));
        return new Browser(driver);
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, name)).filter(Files::isExecutable);
    }

    void open(Path file) {
        driver.get(file.toUri().toString());
    }

    /** Runs a script. Returns its result. */
    Object ask(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript("return " + script, arguments);
    }

    long number(String script) {
        return ((Number) ask(script)).longValue();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> findAll(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Presses keys while no element has the focus. */
    void type(CharSequence... keys) {
        find("body").sendKeys(keys);
    }

    void press(Keys key) {
        type(key);
    }

    void dark(boolean dark) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** The errors in the page's log. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString).toList();
    }

    /** The addresses that the page has requested since the last call. */
    List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream().map(Object::toString)
                .filter(entry -> entry.contains("\"Network.requestWillBeSent\"")).map(entry -> entry.replaceAll("(?s).*\"documentURL\".*?\"url\":\"([^\"]*)\".*", "$1"))
                .filter(url -> !url.startsWith("data:")).toList();
    }

    /** Writes a screenshot. */
    void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
