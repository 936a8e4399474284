package io.pageconsistency.cli.console;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.Help.Ansi;

/** The size of the terminal. */
public record TerminalSize(int rows, int columns) {
    /** Unlimited: without a terminal nothing is cut off or wrapped. */
    public static final TerminalSize NONE = new TerminalSize(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final TerminalSize USUAL = new TerminalSize(24, 80);
    private static final File TERMINAL = new File("/dev/tty");
    private static final Pattern SAID = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})\\s*");
    private static final long PATIENCE_MILLIS = 500;

    /** Whether standard input and output are a terminal, not a file or a pipe. */
    public static boolean isKnown() {
        Console console = System.console();
        if (console == null || isDumb()) {
            return false;
        }
        try {
            // From Java 22 on there is always a console.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Whether the terminal supports no control sequences. */
    private static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    /** Whether the output may have colours. */
    public static Ansi colours() {
        return isDumb() ? Ansi.OFF : Ansi.AUTO;
    }

    /** The size of this process's terminal, from {@code stty}; 24 by 80 if {@code stty} is missing. */
    public static TerminalSize now() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try {
                if (stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                }
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            // There is no terminal, or no {@code stty}.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }

    /** @param said for example {@code 24 80}; a terminal that does not know its size says zeros */
    static TerminalSize parse(String said) {
        Matcher size = SAID.matcher(said);
        return size.matches() ? new TerminalSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))) : USUAL;
    }
}
