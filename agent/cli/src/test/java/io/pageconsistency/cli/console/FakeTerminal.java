package io.pageconsistency.cli.console;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal that knows the control sequences of this command line and fails on all others. Not thread-safe. */
public final class FakeTerminal extends StringWriter {
    private static final Pattern TOKEN = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])|(\n)|([^\u001b\n])");

    private final List<StringBuilder> usual = rows(1000);
    private List<StringBuilder> other;
    private int rows;
    private int columns;
    private int row;
    private int column;
    private boolean cursor = true;
    private boolean wraps = true;
    private boolean onOther;

    public FakeTerminal(int rows, int columns) {
        resize(rows, columns);
    }

    /** The alternate page keeps the part that fits, as terminals do. */
    public void resize(int newRows, int newColumns) {
        List<StringBuilder> resized = rows(newRows);
        for (int i = 0; other != null && i < Math.min(rows, newRows); i++) {
            resized.get(i).append(other.get(i), 0, Math.min(other.get(i).length(), newColumns));
        }
        other = resized;
        rows = newRows;
        columns = newColumns;
    }

    private static List<StringBuilder> rows(int count) {
        List<StringBuilder> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new StringBuilder());
        }
        return rows;
    }

    /** Interprets the text that was written since the last call. */
    public FakeTerminal read() {
        Matcher token = TOKEN.matcher(getBuffer());
        int end = 0;
        while (token.lookingAt()) {
            if (token.group(2) != null) {
                control(token.group(1) + token.group(2));
            } else if (token.group(3) != null) {
                row++;
                column = 0;
                if (onOther && row == rows) {
                    throw new IllegalStateException("the screen scrolls");
                }
            } else {
                put(token.group(4).charAt(0));
            }
            end = token.end();
            token.region(end, getBuffer().length());
        }
        if (end != getBuffer().length()) {
            throw new IllegalStateException("unknown: " + getBuffer().substring(end));
        }
        getBuffer().setLength(0);
        return this;
    }

    private void control(String sequence) {
        switch (sequence) {
            case "?1049h" -> onOther = true;
            case "?1049l" -> onOther = false;
            case "?25h" -> cursor = true;
            case "?25l" -> cursor = false;
            case "?7h" -> wraps = true;
            case "?7l" -> wraps = false;
            case "H" -> {
                row = 0;
                column = 0;
            }
            case "K" -> line().setLength(Math.min(line().length(), column));
            case "J" -> {
                line().setLength(Math.min(line().length(), column));
                page().subList(row + 1, page().size()).forEach(line -> line.setLength(0));
            }
            default -> throw new IllegalStateException("unknown: " + sequence);
        }
    }

    private void put(char c) {
        if (column >= columns) {
            if (wraps) {
                throw new IllegalStateException("a line is broken by the terminal");
            }
            column = columns - 1;
        }
        while (line().length() <= column) {
            line().append(' ');
        }
        line().setCharAt(column++, c);
    }

    private List<StringBuilder> page() {
        return onOther ? other : usual;
    }

    private StringBuilder line() {
        return page().get(row);
    }

    public List<String> shown() {
        return page().stream().map(StringBuilder::toString).map(String::stripTrailing).toList();
    }

    public boolean isAsItWas() {
        return cursor && wraps && !onOther;
    }
}
