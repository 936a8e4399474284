package io.pageconsistency.cli.console;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

import io.pageconsistency.Quoting;

/** A table whose columns are as wide as their contents. Not thread-safe. */
public final class Table {
    private static final int GAP = 2;

    private final Ansi ansi;
    private final boolean[] numbers;
    private final List<Text[]> rows = new ArrayList<>();

    /** @param headings the column headings; a column whose heading begins with {@code >} is right-aligned */
    public Table(Ansi ansi, String... headings) {
        this.ansi = ansi;
        numbers = new boolean[headings.length];
        String[] first = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            numbers[i] = headings[i].startsWith(">");
            first[i] = "@|bold " + (numbers[i] ? headings[i].substring(1) : headings[i]) + "|@";
        }
        row(first);
    }

    /** @param cells the texts, with picocli's colour markup; pass text from outside through {@link #plain} first */
    public Table row(String... cells) {
        Text[] row = new Text[numbers.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = ansi.text(cells[i]);
        }
        rows.add(row);
        return this;
    }

    /** Escapes colour markup and line breaks in a text. */
    public static String plain(String text) {
        return Quoting.plain(text).replace("@|", "@ |");
    }

    /** The column at which the last cell begins. */
    public int lastColumn() {
        int width = 0;
        for (int i = 0; i < numbers.length - 1; i++) {
            width += width(i) + GAP;
        }
        return width;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].plainString().length()).max().orElse(0);
    }

    /** The lines without trailing spaces. */
    public List<String> lines() {
        Column[] columns = new Column[numbers.length];
        int[] widths = new int[numbers.length];
        for (int i = 0; i < columns.length; i++) {
            widths[i] = width(i);
            columns[i] = new Column(widths[i] + (i == 0 ? 0 : GAP), i == 0 ? 0 : GAP, Overflow.TRUNCATE);
        }
        TextTable table = TextTable.forColumns(new ColorScheme.Builder(ansi).build(), columns);
        for (Text[] row : rows) {
            Text[] cells = new Text[row.length];
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(numbers[i] ? widths[i] - row[i].plainString().length() : 0);
                cells[i] = ansi.text(padding).concat(row[i]);
            }
            table.addRowValues(cells);
        }
        return table.toString().lines().map(String::stripTrailing).toList();
    }
}
